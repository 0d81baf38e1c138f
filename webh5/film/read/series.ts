import type { FileWindow, FilmManifest, ImageDescription } from '../../api/film';
import {
  storedRange,
  isValidWindow,
  type Modality,
  type Preset,
  type StoredRange,
  type VoiFunction,
  type Window,
} from '../../lib/film/windowing';

/** One picture of a series: an instance, or one frame of a multi-frame instance. */
export interface Slice {
  readonly id: string;
  readonly instanceUrl: string;
  readonly frameUrl: string;
  readonly image: ImageDescription;
}

export interface Series {
  readonly title: string;
  readonly modality: string;
  readonly slices: readonly Slice[];
  readonly processing: number;
  readonly failed: number;
  /** Pictures a second when played. */
  readonly rate: number;
  /** A film of one moving region (ultrasound, angiography) rather than a stack of slices. */
  readonly isCine: boolean;
}

/** The series that hold pictures, in the manifest's order, with every frame a slice of its own. */
export function seriesOf(manifest: FilmManifest, apiRoot: string): (Series | null)[] {
  const study = `${apiRoot}/dicomweb/studies/${manifest.study.studyInstanceUid}`;
  return manifest.series.map((series) => {
    const slices: Slice[] = [];
    let frameTimeMs: number | null = null;
    for (const instance of series.instances) {
      const image = instance.image === null ? undefined : manifest.images[instance.image];
      if (instance.state !== 'ready' || !image) continue;
      const instanceUrl = `${study}/series/${series.seriesInstanceUid}/instances/${instance.sopInstanceUid}`;
      for (const frame of framesOf(image, instance.frames)) {
        slices.push({
          id: `${instance.sopInstanceUid}/${frame}`,
          instanceUrl,
          frameUrl: `${instanceUrl}/frames/${frame}`,
          image: imageOfFrame(image, frame),
        });
      }
      if (instance.frames > 1 && image.frameTimeMs) frameTimeMs = image.frameTimeMs;
    }
    const count = (state: string): number => series.instances.filter((i) => i.state === state).length;
    const [processing, failed] = [count('processing'), count('failed')];
    if (slices.length === 0 && processing === 0 && failed === 0) return null;
    const name = series.seriesDescription ?? series.bodyPartExamined ?? `序列 ${series.seriesNumber ?? ''}`;
    return {
      title: name.trim(),
      modality: series.modality,
      slices,
      processing,
      failed,
      rate: frameTimeMs ? Math.min(60, Math.max(1, Math.round(1000 / frameTimeMs))) : 8,
      isCine: frameTimeMs !== null || series.modality === 'US' || series.modality === 'XA',
    };
  });
}

/** Frame numbers from 1, in the order they are shown: in space, not as they lie in the file. */
function framesOf(image: ImageDescription, count: number): readonly number[] {
  return image.frameOrder?.length === count ? image.frameOrder : Array.from({ length: count }, (_, i) => i + 1);
}

function imageOfFrame(image: ImageDescription, frame: number): ImageDescription {
  const own = image.perFrame?.[frame - 1];
  if (!own) return image;
  const differing = Object.entries(own).filter(([, value]) => value !== null && value !== undefined);
  return { ...image, ...Object.fromEntries(differing) };
}

/** Whether windows apply: one grey sample a pixel. */
export function isGrey(image: ImageDescription): boolean {
  return image.samplesPerPixel === 1;
}

export function modalityOf(image: ImageDescription): Modality {
  return { slope: image.rescaleSlope, intercept: image.rescaleIntercept, padding: image.padding ?? null };
}

export function rangeOf(image: ImageDescription): StoredRange {
  return storedRange(image.bytesPerSample === 1 ? 8 : image.bitsStored, image.isSigned);
}

/** The file's own windows under their explanations; those the standard gives no meaning are left out. */
export function fileWindows(image: ImageDescription): Preset[] {
  return image.windows
    .map((w, i) => ({
      name: w.explanation?.trim() || (i === 0 ? '默认' : `默认 ${i + 1}`),
      window: toWindow(w),
    }))
    .filter((preset) => isValidWindow(preset.window));
}

function functionOf(name: string | undefined): VoiFunction {
  const plain = (name ?? '').toLowerCase().replace(/[^a-z]/g, '');
  return plain === 'sigmoid' ? 'sigmoid' : plain === 'linearexact' ? 'linear-exact' : 'linear';
}

/** Height of a pixel over its width. */
export function pixelAspect(image: ImageDescription): number {
  const [vertical, horizontal] = image.pixelSpacing ?? image.pixelAspectRatio ?? [];
  const ratio = vertical && horizontal ? vertical / horizontal : 1;
  return ratio > 0.1 && ratio < 10 ? ratio : 1;
}

/**
 * The window a picture opens with when the reader has chosen none: the file's unless it hides everything, else one for the whole series.
 * Null where a VOI LUT (the server's to apply) or the frame's least and greatest value take over.
 */
export function openingWindow(image: ImageDescription): Window | null {
  if (image.isAutomatic && image.defaultWindow) return toWindow(image.defaultWindow);
  if (hasVoiLut(image)) return null;
  const own = fileWindows(image)[0];
  if (own) return own.window;
  return image.defaultWindow ? toWindow(image.defaultWindow) : null;
}

/** Whether the file shows itself by a table instead of a window. */
export function hasVoiLut(image: ImageDescription): boolean {
  if (image.voiLut) return true;
  return fileWindows(image).length === 0 && (image.sharedVoiLuts ?? image.voiLuts?.length ?? 0) > 0;
}

/** A window over every value the image could hold: where a drag starts when nothing narrower is known. */
export function widestWindow(image: ImageDescription): Window {
  const { low, high } = rangeOf(image);
  const [a, b] = [low, high].map((stored) => stored * image.rescaleSlope + image.rescaleIntercept) as [number, number];
  return { center: (a + b) / 2, width: Math.abs(b - a), function: 'linear-exact' };
}

const toWindow = (w: FileWindow): Window => ({ center: w.center, width: w.width, function: functionOf(w.function) });
