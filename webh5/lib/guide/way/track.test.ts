import { expect, it } from 'vitest';
import type { Route, Step } from '../../../api/guide';
import { frameAt, type Point } from '../geometry';
import { lineOf } from './line';
import { progressOf } from './progress';
import { standAt } from './stand';
import { isRestOf, paced, trackOf } from './track';

const frame = frameAt(121.47, 31.23);

function step(kind: Step['kind'], level: string, toLevel: string, durationS: number, ...points: [number, number][]): Step {
  const path = points.map(([x, y]) => frame.toLonLat({ x, y }));
  return {
    kind,
    text: kind,
    speech: kind,
    level,
    levelName: level,
    toLevel,
    toLevelName: toLevel,
    distanceM: 0,
    durationS,
    announceBeforeM: 6,
    turnDegrees: null,
    path,
  };
}

// Ten metres north, ten east, up by lift, ten south.
const steps = [
  step('start', '1F', '1F', 10, [0, 0], [0, 10]),
  step('turn', '1F', '1F', 10, [0, 10], [10, 10]),
  step('lift', '1F', '3F', 60, [10, 10], [10, 10]),
  step('exit', '3F', '3F', 10, [10, 10], [10, 0]),
  step('arrive', '3F', '3F', 0, [10, 0]),
];
const spot = { name: '', level: '1F', levelName: '1F', lon: 0, lat: 0 };
const route: Route = {
  distanceM: 30,
  durationS: 90,
  profile: 'walk',
  mapVersion: 1,
  notices: [],
  legs: [{ from: spot, to: spot, distanceM: 30, durationS: 90, steps }],
};
const track = trackOf(route, frame);
const on = (floor: string) => (level: string): boolean => level === floor;
const near = (at: Point, x: number, y: number): void => {
  expect(at.x).toBeCloseTo(x, 1);
  expect(at.y).toBeCloseTo(y, 1);
};

it('walks each step evenly and stands on the right floor before, in and after the lift', () => {
  near(standAt(track, 5).at, 0, 5);
  expect(standAt(track, 20).ride).toBe(0);
  expect([standAt(track, 30).level, standAt(track, 70).level]).toEqual(['1F', '3F']);
  near(standAt(track, 85).at, 10, 5);
  expect(standAt(track, 85).heading).toBeCloseTo(Math.PI, 2);
  near(standAt(track, 1000).at, 10, 0);
});

it('looks towards the next corner before it comes', () => {
  expect(standAt(track, 2).heading).toBeCloseTo(0, 2);
  expect(standAt(track, 9.5).heading).toBeGreaterThan(1);
  expect(standAt(track, 15).heading).toBeCloseTo(Math.PI / 2, 2);
});

it('does not make one wait for the lift of a simulated walk', () => {
  expect(paced(track).durationS).toBe(35);
  expect(paced(track).steps[3]!.startS).toBe(25);
});

it('tells how far one has come and what is left', () => {
  const now = progressOf(track, { x: 4, y: 10.5 }, on('1F'));
  expect(now).toMatchObject({ index: 1, isOffRoute: false, hasArrived: false });
  expect(now.walkedM).toBeCloseTo(14, 1);
  expect(now.leftM).toBeCloseTo(16, 1);
  expect(now.leftS).toBeCloseTo(76, 0);
  expect(now.toNextM).toBeCloseTo(6, 1);
});

it('calls a walker off the route beyond ten metres or the error of the position, whichever is more', () => {
  expect(progressOf(track, { x: -9, y: 5 }, on('1F')).isOffRoute).toBe(false);
  expect(progressOf(track, { x: -11, y: 5 }, on('1F')).isOffRoute).toBe(true);
  expect(progressOf(track, { x: -11, y: 5 }, on('1F'), 15).isOffRoute).toBe(false);
});

it('calls a walker on a floor the way does not touch off the route', () => {
  expect(progressOf(track, { x: 0, y: 5 }, on('2F')).isOffRoute).toBe(true);
});

it('never goes back to a step already left', () => {
  expect(progressOf(track, { x: 0, y: 5 }, on('1F'), 0, 1).index).toBe(1);
});

it('has arrived within five metres of the end, on its floor only', () => {
  expect(progressOf(track, { x: 10, y: 3 }, on('3F'), 0, 3).hasArrived).toBe(true);
  expect(progressOf(track, { x: 10, y: 3 }, on('1F'), 0, 1).hasArrived).toBe(false);
});

it('cuts the drawn line where it changes floor', () => {
  const { pieces, rides } = lineOf(track);
  expect(pieces.map((piece) => [piece.level, piece.points.length])).toEqual([['1F', 3], ['3F', 2]]);
  expect(rides).toMatchObject([{ kind: 'lift', from: '1F', to: '3F', toName: '3F', index: 2 }]);
});

it('knows the rest of the same way from another way', () => {
  const of = (...parts: Step[]) => trackOf({ ...route, legs: [{ ...route.legs[0]!, steps: parts }] }, frame);
  const [, , lift, exit, arrive] = steps as [Step, Step, Step, Step, Step];
  const begin = step('start', '1F', '1F', 5, [5, 10], [10, 10]);
  expect(isRestOf(of(begin, lift, exit, arrive), track)).toBe(true);
  expect(isRestOf(of(begin, { ...lift, text: '乘 2 号电梯' }, exit, arrive), track)).toBe(false);
  expect(isRestOf(of(begin, lift, step('turn', '3F', '3F', 5, [10, 10], [0, 10]), exit, arrive), track)).toBe(false);
});

it('rides the shuttle to another campus in seconds, although both ends are the open ground', () => {
  const ride = { ...step('shuttle', '0', '0', 600, [0, 0], [1500, 0]), distanceM: 1500 };
  const way = paced(
    trackOf(
      {
        ...route,
        legs: [{ from: spot, to: spot, distanceM: 1500, durationS: 600, steps: [ride, step('arrive', '0', '0', 0, [1500, 0])] }],
      },
      frame,
    ),
  );
  expect(way.durationS).toBe(5);
  near(standAt(way, 1).at, 0, 0);
  near(standAt(way, 4).at, 1500, 0);
});
