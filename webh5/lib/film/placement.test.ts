import { describe, expect, it } from 'vitest';
import { actualZoom, clampView, fitted, levelFor, place, visiblePart, zoomAt } from './placement';

const stage = { width: 360, height: 520 };
const square = { width: 512, height: 512 };

describe('placement', () => {
  it('fits the whole image in the middle', () => {
    expect(place(stage, square, fitted)).toEqual({ x: 0, y: 80, width: 360, height: 360 });
  });

  it('keeps what is under the finger there while zooming', () => {
    const before = place(stage, square, { zoom: 2, x: 10, y: -20 });
    const view = zoomAt(stage, square, { zoom: 2, x: 10, y: -20 }, 1.5, 60, 40);
    const after = place(stage, square, view);
    const under = (box: typeof before): number[] => [
      (stage.width / 2 + 60 - box.x) / box.width,
      (stage.height / 2 + 40 - box.y) / box.height,
    ];
    expect(under(after)[0]).toBeCloseTo(under(before)[0]!, 10);
    expect(under(after)[1]).toBeCloseTo(under(before)[1]!, 10);
  });

  it('lets no gap appear beside an image larger than the stage', () => {
    expect(clampView(stage, square, { zoom: 2, x: 900, y: 900 })).toEqual({ zoom: 2, x: 180, y: 100 });
    expect(clampView(stage, square, { zoom: 0.2, x: 5, y: 5 })).toEqual({ zoom: 1, x: 0, y: 0 });
  });

  it('knows the zoom of one image pixel to one screen pixel', () => {
    const view = { zoom: actualZoom(stage, square, 2), x: 0, y: 0 };
    expect(place(stage, square, view).width * 2).toBeCloseTo(512);
  });

  it('names the visible part in image pixels', () => {
    const part = visiblePart(stage, square, square, { zoom: 2, x: 0, y: 0 });
    expect([part.x, part.width]).toEqual([128, 256]);
    expect(visiblePart(stage, square, square, fitted)).toEqual({ x: 0, y: 0, width: 512, height: 512 });
  });

  it('takes the coarsest level that still fills the screen and fits a texture', () => {
    const image = { width: 3000, height: 3000 };
    expect(levelFor(image, 720, 4096)).toBe(2);
    expect(levelFor(image, 1080, 4096)).toBe(1);
    expect(levelFor(image, 6000, 4096)).toBe(0);
    expect(levelFor(image, 6000, 2048)).toBe(1);
  });
});
