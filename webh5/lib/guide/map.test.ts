import { ShapeUtils, Vector2 } from 'three';
import { expect, it } from 'vitest';
import type { Level, LevelMap } from '../../api/guide';
import { extrude } from './extrude';
import { ribbonOf } from './ribbon';
import { frameAt, isInside, nearestOnPath, pointAlong, signedArea, turnBetween, type Point } from './geometry';
import { floorsOf, planOf } from './level';
import { lengthText, minutesText, openText } from './words';

const frame = frameAt(121.4737, 31.2304);
const level = (id: string, name: string, ordinal: number, building: string | null): Level => ({
  id,
  name,
  ordinal,
  building,
  elevationM: 0,
});
const ring = (...points: [number, number][]): [number, number][] => [...points, points[0]!].map(([x, y]) => frame.toLonLat({ x, y }));
const triangulate = (rings: readonly (readonly Point[])[]): number[] => {
  const [outer, ...holes] = rings.map((one) => one.map(({ x, y }) => new Vector2(x, y)));
  return ShapeUtils.triangulateShape(outer!, holes).flat();
};
const map: LevelMap = {
  features: [
    {
      properties: { id: 'hall', kind: 'area', areaKind: 'hall', name: '大厅', building: 'M' },
      geometry: { type: 'Polygon', coordinates: [ring([0, 0], [10, 0], [10, 10], [0, 10])] },
    },
    {
      properties: { id: 'r1', kind: 'area', areaKind: 'room', name: '药房', building: 'M' },
      geometry: { type: 'Polygon', coordinates: [ring([10, 0], [16, 0], [16, 5], [10, 5]), ring([12, 1], [13, 1], [13, 2], [12, 2])] },
    },
    {
      properties: { id: 'd1', kind: 'door', name: null, entrance: false },
      geometry: { type: 'Point', coordinates: frame.toLonLat({ x: 10, y: 3 }) },
    },
    {
      properties: { id: 'r1', kind: 'poi', name: '药房', category: 'pharmacy', open: true },
      geometry: { type: 'Point', coordinates: frame.toLonLat({ x: 14.5, y: 3.5 }) },
    },
    { properties: { id: 'bad', kind: 'poi', name: '坏', category: 'room', open: null }, geometry: { type: 'LineString', coordinates: [] } },
  ],
};

it('goes from degrees to metres and back', () => {
  const [lon, lat] = frame.toLonLat(frame.toLocal([121.48, 31.24]));
  expect([lon, lat]).toEqual([expect.closeTo(121.48, 9), expect.closeTo(31.24, 9)]);
});

it('measures along paths and beside them', () => {
  const path = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }];
  expect(pointAlong(path, 15)).toEqual({ x: 10, y: 5 });
  expect(pointAlong(path, 99)).toEqual({ x: 10, y: 10 });
  expect(nearestOnPath(path, { x: 12, y: 4 })).toEqual({ alongM: 14, besideM: 2 });
  expect(turnBetween(0.1, 2 * Math.PI - 0.1)).toBeCloseTo(-0.2, 9);
});

it('reads a level: areas take the category of the place inside, features of the wrong shape are left out', () => {
  const plan = planOf(level('L1', '1F', 1, 'M'), map, frame);
  expect(plan.areas.map((area) => [area.id, area.category])).toEqual([['hall', null], ['r1', 'pharmacy']]);
  expect([plan.doors.length, plan.places.length]).toEqual([1, 1]);
  expect(plan.areas[1]!.rings.map((one) => one.length)).toEqual([4, 4]);
  expect(isInside(plan.areas[1]!.rings, plan.places[0]!.at)).toBe(true);
  expect(plan.box!.maxX).toBeCloseTo(16, 3);
});

it('joins the floors of one height and names them as most buildings sign them', () => {
  const floors = floorsOf([
    level('a', '1F', 1, 'M'),
    level('g', '室外', 1, null),
    level('b', 'G', 1, 'X'),
    level('c', '1F', 1, 'Z'),
    level('d', 'B1', -1, 'M'),
    level('e', '12F', 12, 'Z'),
  ]);
  expect(floors.map((floor) => [floor.ordinal, floor.name, floor.levels.length])).toEqual([[12, '12F', 1], [1, '1F', 4], [-1, 'B1', 1]]);
});

it('fills areas of four corners as they are, with a dent or without', () => {
  for (const corners of [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    [
      [0, 10],
      [10, 10],
      [10, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [10, 0],
      [3, 3],
      [0, 10],
    ],
    [
      [5, 0],
      [10, 0],
      [10, 10],
      [0, 0],
    ],
  ] as [number, number][][]) {
    const room: LevelMap = {
      features: [
        {
          properties: { id: 'r', kind: 'area', areaKind: 'hall', name: null, building: null },
          geometry: { type: 'Polygon', coordinates: [ring(...corners)] },
        },
      ],
    };
    const { positions, indices } = extrude([planOf(level('L1', '1F', 1, null), room, frame)], triangulate);
    let filled = 0;
    for (let i = 0; i < indices.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => indices[i + k]! * 3) as [number, number, number];
      if (positions[a + 1] !== 0 || positions[b + 1] !== 0 || positions[c + 1] !== 0) continue;
      filled +=
        Math.abs(
          (positions[b]! - positions[a]!) * (positions[c + 2]! - positions[a + 2]!) -
            (positions[c]! - positions[a]!) * (positions[b + 2]! - positions[a + 2]!),
        ) / 2;
    }
    expect(filled).toBeCloseTo(Math.abs(signedArea(corners.map(([x, y]) => ({ x, y })))) / 2, 3);
  }
});

it('extrudes rooms with holes; tops look up and walls outwards', () => {
  const mesh = extrude([planOf(level('L1', '1F', 1, 'M'), map, frame)], triangulate);
  expect(Math.max(...mesh.indices)).toBeLessThan(mesh.positions.length / 3);
  const at = (i: number): [number, number, number] => [mesh.positions[i * 3]!, mesh.positions[i * 3 + 1]!, mesh.positions[i * 3 + 2]!];
  let top = 0;
  for (let i = 0; i < mesh.indices.length; i += 3) {
    const [a, b, c] = [at(mesh.indices[i]!), at(mesh.indices[i + 1]!), at(mesh.indices[i + 2]!)];
    const up = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
    if (a[1] !== b[1] || b[1] !== c[1]) continue;
    expect(up).toBeGreaterThan(0);
    top += up / 2;
  }
  // The hall, the room without its hole, and the top of one door.
  expect(top).toBeCloseTo(100 + 29 + 1.1 * 0.16, 1);
  expect(mesh.colors.length).toBe(mesh.positions.length);
});

it('keeps the width of a ribbon round a corner and its pattern in metres', () => {
  const ribbon = ribbonOf([{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }], 2, 0.2, 4);
  expect([...ribbon.uvs].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 2.5, 2.5, 5, 5]);
  expect(ribbon.positions[6]).toBeCloseTo(9, 5);
  expect(ribbon.positions[9]).toBeCloseTo(11, 5);
});

it('says lengths, times and opening hours as people do', () => {
  const now = Date.parse('2026-11-21T16:30:00+08:00');
  expect([lengthText(7.4), lengthText(83), lengthText(1530)]).toEqual(['7 米', '85 米', '1.5 公里']);
  expect([minutesText(20), minutesText(250)]).toEqual(['不到 1 分钟', '约 4 分钟']);
  expect(openText({ open: null }, now)).toBeNull();
  expect(openText({ open: true, closesAt: '2026-11-21T17:00:00+08:00' }, now)).toBe('开放中，30 分钟后关门');
  expect(openText({ open: false, opensAt: '2026-11-22T07:30:00+08:00' }, now)).toBe('现在关门，明天 07:30 开门');
});
