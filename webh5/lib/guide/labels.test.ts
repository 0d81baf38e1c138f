import { expect, it } from 'vitest';
import { placeLabels, shorten, type LabelWish, type Rect } from './labels';

const size = { width: 360, height: 740 };
const wish = (id: string, x: number, y: number, rank = 5): LabelWish => ({ id, x, y, rank, width: 80, height: 26 });
const none = new Set<string>();
const overlap = (a: Rect, b: Rect): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// A fixed sequence, so that a failure can be repeated.
function random(seed: number): () => number {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

it('never lets two labels overlap, nor one touch a panel or the edge', () => {
  const next = random(7);
  for (let round = 0; round < 50; round++) {
    const wishes = Array.from({ length: 200 }, (_, i) => wish(`${i}`, next() * 360, next() * 740, Math.floor(next() * 9)));
    const panel = { left: 0, top: 500, right: 360, bottom: 740 };
    const placed = placeLabels(wishes, size, [panel], none);
    expect(placed.length).toBeGreaterThan(10);
    placed.forEach((a, i) => {
      expect(overlap(a, panel)).toBe(false);
      expect(a.left >= 0 && a.top >= 0 && a.right <= size.width && a.bottom <= size.height).toBe(true);
      expect(placed.slice(i + 1).some((b) => overlap(a, b))).toBe(false);
    });
  }
});

it('gives the more important label its place', () => {
  const spots = [0, 1, 2, 3, 4].map((i) => wish(`room${i}`, 180, 300 + i * 2, 9));
  expect(placeLabels([...spots, wish('goal', 180, 302, 0)], size, [], none)[0]!.id).toBe('goal');
});

it('stands beside its anchor when the place above is taken', () => {
  const placed = placeLabels([wish('a', 180, 300, 1), wish('b', 180, 300, 2)], size, [], none);
  expect(placed.map((one) => one.id)).toEqual(['a', 'b']);
});

it('leaves a standing label in place against one of the same rank, so that nothing flickers', () => {
  const crowd = [wish('a', 180, 300), wish('b', 181, 301), wish('c', 182, 302), wish('d', 180, 303), wish('z', 181, 302)];
  expect(placeLabels(crowd, size, [], new Set(['z']))[0]!.id).toBe('z');
});

it('places no more than it may', () => {
  expect(placeLabels([wish('a', 100, 100), wish('b', 100, 300)], size, [], none, 1)).toHaveLength(1);
});

it('puts a label that must stand as near as there is room when panels leave none around its anchor', () => {
  const panels = [
    { left: 0, top: 420, right: 360, bottom: 740 },
    { left: 290, top: 60, right: 360, bottom: 360 },
    { left: 0, top: 60, right: 110, bottom: 360 },
  ];
  const next = random(3);
  for (let round = 0; round < 300; round++) {
    const goal = { ...wish('goal', next() * 360, next() * 480, 0), width: 230, height: 34, mustStand: true };
    const others = Array.from({ length: 60 }, (_, i) => wish(`${i}`, next() * 360, next() * 740));
    const placed = placeLabels([...others, goal], size, panels, new Set(others.map(({ id }) => id)));
    const stood = placed.find(({ id }) => id === 'goal');
    expect(stood, `${goal.x} ${goal.y}`).toBeDefined();
    expect([...panels, ...placed.filter(({ id }) => id !== 'goal')].some((other) => overlap(stood!, other))).toBe(false);
  }
});

it('cuts a long name with a sign of it and leaves a short one', () => {
  expect(shorten('神经内科二诊室', (words) => words.length <= 7)).toBe('神经内科二诊室');
  expect(shorten('住院综合楼神经内科二诊室', (words) => words.length <= 8)).toBe('住院综合楼神经…');
  expect(shorten('𠮷𠮷𠮷', (words) => words.length <= 3)).toBe('𠮷…');
});
