import type { Point } from '../../lib/guide/geometry';
import { placeLabels, shorten, type LabelWish, type PlacedLabel, type Rect } from '../../lib/guide/labels';
import type { Stage } from './stage';

export interface MapLabel {
  readonly id: string;
  readonly text: string;
  /** Gives the look: a category, `start`, `goal`, `ride`, `floor` or `shut`. */
  readonly look: string;
  readonly at: Point;
  readonly ordinal: number;
  /** Less is more important. */
  readonly rank: number;
  /** Shown from so many pixels a metre on. */
  readonly fromScale: number;
}

const anchorM = 1.9;
const farM = 45;
/** A longer name is cut, with a sign of it, so that it finds a place on a phone. */
const widestShare = 0.64;

/**
 * Names over the map, as many as fit without touching each other or the page's own panels. Hidden from screen readers: the step list
 * is the text way.
 */
export class LabelLayer {
  labels: readonly MapLabel[] = [];
  obstacles: () => readonly Rect[] = () => [];
  most = 40;
  placed: readonly PlacedLabel[] = [];
  private standing = new Set<string>();
  private readonly shown = new Map<string, HTMLElement>();
  private readonly cuts = new Map<string, { readonly text: string; readonly width: number }>();
  private readonly pen = document.createElement('canvas').getContext('2d');

  constructor(private readonly layer: HTMLElement, private readonly stage: Stage) {}

  /** The label under a finger; @param aside pixels the finger may miss it by */
  at(x: number, y: number, aside = 0): MapLabel | null {
    const hit = this.placed.find(
      (one) => x >= one.left - aside && x <= one.right + aside && y >= one.top - aside && y <= one.bottom + aside,
    );
    return (hit && this.labels.find((label) => label.id === hit.id)) ?? null;
  }

  /** Type size changed: everything is measured anew. */
  forget(): void {
    this.cuts.clear();
    for (const element of this.shown.values()) element.remove();
    this.shown.clear();
  }

  update(isWalking: boolean): void {
    const { clientWidth: width, clientHeight: height } = this.layer;
    const isLarge = document.documentElement.classList.contains('large');
    const boxHeight = isLarge ? 34 : 26;
    const scale = this.stage.scale;
    const wishes: LabelWish[] = [];
    for (const label of this.labels) {
      if (scale < label.fromScale && !isWalking) continue;
      const point = this.stage.project(label.at, label.ordinal, isWalking ? 2.3 : anchorM);
      if (!point || point.x < 0 || point.y < 0 || point.x > width || point.y > height || (isWalking && point.depth > farM)) continue;
      const rank = isWalking ? label.rank + point.depth / 8 : label.rank;
      const mustStand = label.look === 'goal' && !isWalking;
      wishes.push({
        id: label.id,
        x: point.x,
        y: point.y,
        width: this.cut(label.text, width, isLarge).width,
        height: boxHeight,
        rank,
        mustStand,
      });
    }
    this.placed = placeLabels(wishes, { width, height }, this.obstacles(), this.standing, isWalking ? 10 : this.most);
    this.standing = new Set(this.placed.map((one) => one.id));
    this.draw(width, isLarge);
  }

  private draw(width: number, isLarge: boolean): void {
    for (const [id, element] of this.shown)
      if (!this.standing.has(id)) {
        element.remove();
        this.shown.delete(id);
      }
    for (const { id, left, top } of this.placed) {
      const label = this.labels.find((one) => one.id === id)!;
      const { text } = this.cut(label.text, width, isLarge);
      const element = this.shown.get(id) ?? this.add(label);
      if (element.textContent !== text) element.textContent = text;
      element.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`;
    }
  }

  private add(label: MapLabel): HTMLElement {
    const element = document.createElement('span');
    element.className = `map-label look-${label.look}`;
    this.layer.append(element);
    this.shown.set(label.id, element);
    return element;
  }

  private cut(text: string, layerWidth: number, isLarge: boolean): { readonly text: string; readonly width: number } {
    const key = `${layerWidth} ${text}`;
    let cut = this.cuts.get(key);
    if (!cut) {
      const size = isLarge ? 18 : 13;
      if (this.pen) this.pen.font = `600 ${size}px system-ui, -apple-system, 'PingFang SC', 'Noto Sans CJK SC', sans-serif`;
      const widthOf = (words: string): number => Math.ceil((this.pen ? this.pen.measureText(words).width : words.length * size) + 30);
      const words = shorten(text, (some) => widthOf(some) <= layerWidth * widestShare);
      cut = { text: words, width: widthOf(words) };
      this.cuts.set(key, cut);
    }
    return cut;
  }
}
