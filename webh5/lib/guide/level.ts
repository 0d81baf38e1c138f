import type { AreaKind, ConnectorKind, Level, LevelMap, LonLat } from '../../api/guide';
import { boxOf, isInside, type Box, type Frame, type Point } from './geometry';

export interface Area {
  readonly id: string;
  readonly kind: AreaKind;
  readonly name: string;
  readonly building: string | null;
  /** Category of the place inside, which gives the colour. */
  readonly category: string | null;
  /** Outer ring first, then holes; rings do not repeat their first point. */
  readonly rings: readonly (readonly Point[])[];
}

export interface Door {
  readonly id: string;
  readonly name: string;
  readonly isEntrance: boolean;
  readonly at: Point;
}

export interface Connector {
  readonly id: string;
  readonly kind: ConnectorKind;
  readonly name: string;
  readonly at: Point;
}

export interface MapPlace {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly level: string;
  readonly open: boolean | null;
  readonly at: Point;
}

/** One level in metres. */
export interface LevelPlan {
  readonly level: Level;
  readonly areas: readonly Area[];
  readonly doors: readonly Door[];
  readonly connectors: readonly Connector[];
  readonly places: readonly MapPlace[];
  readonly box: Box | null;
}

/** Reads a level's GeoJSON; features of another shape than their kind asks for are left out. */
export function planOf(level: Level, map: LevelMap, frame: Frame): LevelPlan {
  const drafts: (Omit<Area, 'category'> & { category: string | null })[] = [];
  const doors: Door[] = [];
  const connectors: Connector[] = [];
  const places: MapPlace[] = [];
  for (const { properties, geometry } of map.features) {
    const name = properties.name ?? '';
    if (properties.kind === 'area') {
      for (const rings of polygonsOf(geometry))
        drafts.push({
          id: properties.id,
          kind: properties.areaKind,
          name,
          building: properties.building,
          category: null,
          rings: rings.map((ring) => openRing(ring, frame)),
        });
      continue;
    }
    if (geometry.type !== 'Point') continue;
    const at = frame.toLocal(geometry.coordinates as LonLat);
    if (properties.kind === 'door') doors.push({ id: properties.id, name, isEntrance: properties.entrance, at });
    else if (properties.kind === 'connector') connectors.push({ id: properties.id, kind: properties.connectorKind, name, at });
    else places.push({ id: properties.id, name, category: properties.category, level: level.id, open: properties.open, at });
  }
  const areas = drafts.filter((area) => area.rings[0] && area.rings[0].length >= 3);
  for (const area of areas) {
    if (area.kind !== 'room') continue;
    const box = boxOf(area.rings[0]!)!;
    const place = places.find(
      ({ at }) => at.x >= box.minX && at.x <= box.maxX && at.y >= box.minY && at.y <= box.maxY && isInside(area.rings, at),
    );
    area.category = place?.category ?? null;
  }
  return { level, areas, doors, connectors, places, box: boxOf(areas.flatMap((area) => area.rings[0]!)) };
}

function polygonsOf(geometry: LevelMap['features'][number]['geometry']): LonLat[][][] {
  if (geometry.type === 'Polygon') return [geometry.coordinates as LonLat[][]];
  return geometry.type === 'MultiPolygon' ? (geometry.coordinates as LonLat[][][]) : [];
}

function openRing(ring: readonly LonLat[], frame: Frame): Point[] {
  const points = ring.map(frame.toLocal);
  const [first, last] = [points[0], points[points.length - 1]];
  if (points.length > 1 && first && last && Math.abs(first.x - last.x) < 1e-6 && Math.abs(first.y - last.y) < 1e-6) points.pop();
  return points;
}

/** Levels of the same height, shown and switched together: the third floors of all buildings. */
export interface Floor {
  readonly ordinal: number;
  readonly name: string;
  readonly levels: readonly Level[];
}

/** Floors from the highest down. Where buildings sign a height differently, the sign most of them use names it. */
export function floorsOf(levels: readonly Level[]): Floor[] {
  const byOrdinal = new Map<number, Level[]>();
  for (const level of levels) byOrdinal.set(level.ordinal, [...(byOrdinal.get(level.ordinal) ?? []), level]);
  return [...byOrdinal].sort(([a], [b]) => b - a).map(([ordinal, all]) => ({ ordinal, name: commonSign(all), levels: all }));
}

/** The floor nearest the ground, the one with number 1; 1 where there are none. */
export function nearestGround(floors: readonly Floor[]): number {
  return floors.reduce((best, { ordinal }) => (Math.abs(ordinal - 1) < Math.abs(best - 1) ? ordinal : best), floors[0]?.ordinal ?? 1);
}

function commonSign(levels: readonly Level[]): string {
  const indoors = levels.filter((level) => level.building !== null);
  const names = (indoors.length > 0 ? indoors : levels).map((level) => level.name);
  return names.reduce((best, name) => (names.filter((n) => n === name).length > names.filter((n) => n === best).length ? name : best));
}
