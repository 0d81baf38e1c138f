/** A text that wants to stand on the map. Pixels, anchor at the middle of the label's foot. */
export interface LabelWish {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Less is more important. */
  readonly rank: number;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PlacedLabel extends Rect {
  readonly id: string;
}

const gap = 4;
/** What a label already standing may be outranked by before it gives way: without it labels flicker while the map moves. */
const staying = 0.5;

/**
 * Places labels by rank so that none overlaps another, an obstacle or the edge. A label stands over its anchor, else beside or under it, else not at all.
 * @param standing ids placed last time; they keep their place against labels of the same rank
 */
export function placeLabels(
  wishes: readonly LabelWish[], size: { readonly width: number; readonly height: number }, obstacles: readonly Rect[], standing: ReadonlySet<string>, most = Infinity,
): PlacedLabel[] {
  const order = wishes
    .map((wish) => ({ wish, rank: wish.rank - (standing.has(wish.id) ? staying : 0) }))
    .sort((a, b) => a.rank - b.rank || (a.wish.id < b.wish.id ? -1 : 1));
  // A few dozen rectangles at most: looking at each is faster than any index.
  const taken = [...obstacles];
  const placed: PlacedLabel[] = [];
  for (const { wish } of order) {
    if (placed.length >= most) break;
    const rect = candidates(wish).find((r) => r.left >= gap && r.top >= gap && r.right <= size.width - gap && r.bottom <= size.height - gap && taken.every((other) => isApart(r, other)));
    if (!rect) continue;
    taken.push(rect);
    placed.push({ id: wish.id, ...rect });
  }
  return placed;
}

function candidates({ x, y, width, height }: LabelWish): Rect[] {
  const at = (left: number, top: number): Rect => ({ left, top, right: left + width, bottom: top + height });
  return [at(x - width / 2, y - height), at(x - width / 2, y + gap), at(x + 2, y - height / 2), at(x - width - 2, y - height / 2)];
}

function isApart(a: Rect, b: Rect): boolean {
  return a.left >= b.right + gap || a.right <= b.left - gap || a.top >= b.bottom + gap || a.bottom <= b.top - gap;
}
