/** Where the image lies on the stage. Zoom 1 fits the whole image; the offset is the image's centre from the stage's, CSS pixels. */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

export const fitted: View = { zoom: 1, x: 0, y: 0 };
export const maxZoom = 16;

/** CSS pixels per image column when the image just fits. `image` is in pixels, already corrected for pixel aspect. */
export function fitScale(stage: Size, image: Size): number {
  return Math.min(stage.width / image.width, stage.height / image.height);
}

/** The image's rectangle on the stage in CSS pixels. */
export function place(stage: Size, image: Size, view: View): Rect {
  const scale = fitScale(stage, image) * view.zoom;
  const width = image.width * scale;
  const height = image.height * scale;
  return { x: (stage.width - width) / 2 + view.x, y: (stage.height - height) / 2 + view.y, width, height };
}

/** The zoom at which one image pixel is one pixel of the screen. */
export function actualZoom(stage: Size, image: Size, devicePixels: number): number {
  return 1 / (fitScale(stage, image) * devicePixels);
}

const clampZoom = (zoom: number, min: number): number => Math.min(maxZoom, Math.max(min, zoom));

/**
 * Keeps the image from leaving the stage: an axis that fits stays centred, a longer one has no gap at its ends.
 * @param min the smallest zoom allowed, 1 unless actual size is smaller
 */
export function clampView(stage: Size, image: Size, view: View, min = 1): View {
  const zoom = clampZoom(view.zoom, min);
  const { width, height } = place(stage, image, { zoom, x: 0, y: 0 });
  const slackX = Math.max(0, (width - stage.width) / 2);
  const slackY = Math.max(0, (height - stage.height) / 2);
  return { zoom, x: Math.min(slackX, Math.max(-slackX, view.x)), y: Math.min(slackY, Math.max(-slackY, view.y)) };
}

/** Zooms about a point of the stage (CSS pixels from its centre): what lies under the point stays there. */
export function zoomAt(stage: Size, image: Size, view: View, factor: number, px: number, py: number): View {
  const zoom = clampZoom(view.zoom * factor, Math.min(1, view.zoom));
  const ratio = zoom / view.zoom;
  return clampView(stage, image, { zoom, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio });
}

/** The part of the image that is on the stage, in whole image pixels. */
export function visiblePart(stage: Size, image: Size, pixels: Size, view: View): Rect {
  const placed = place(stage, image, view);
  const sx = pixels.width / placed.width;
  const sy = pixels.height / placed.height;
  const x = Math.max(0, Math.floor(-placed.x * sx));
  const y = Math.max(0, Math.floor(-placed.y * sy));
  const right = Math.min(pixels.width, Math.ceil((stage.width - placed.x) * sx));
  const bottom = Math.min(pixels.height, Math.ceil((stage.height - placed.y) * sy));
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}

/** The coarsest level of the pyramid that still has a sample for every device pixel, within the texture limit. */
export function levelFor(pixels: Size, shownWidth: number, maxSide: number): number {
  let level = 0;
  while (Math.max(pixels.width, pixels.height) / 2 ** level > maxSide) level++;
  while (pixels.width / 2 ** (level + 1) >= shownWidth * 0.9) level++;
  return level;
}
