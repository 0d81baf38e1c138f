/** The guide slice's answers as the pages read them. Lengths in metres, durations in seconds, angles in degrees, positions in WGS 84. */
import type { Hospital } from './pages';

export type LonLat = readonly [lon: number, lat: number];

export interface CampusEntry {
  readonly id: string;
  readonly hospital: Hospital;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly distanceM: number | null;
}

export interface Level {
  readonly id: string;
  /** What the signs say: B1, 1F. */
  readonly name: string;
  /** Orders the floors from below. */
  readonly ordinal: number;
  /** Null for the open ground and for floors shared by all buildings. */
  readonly building: string | null;
  readonly elevationM: number;
}

export interface Category {
  readonly code: string;
  readonly name: string;
  readonly group: string;
  readonly count: number;
}

export interface Closure {
  readonly id: string;
  readonly target: 'door' | 'connector' | 'area';
  readonly targetId: string;
  readonly name: string;
  readonly kind: string;
  readonly level: string | null;
  readonly reason: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly active: boolean;
}

export interface Closures {
  readonly version: number;
  readonly items: readonly Closure[];
}

export interface Campus {
  readonly id: string;
  readonly hospital: Hospital;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly mapVersion: number;
  readonly buildings: readonly { readonly id: string; readonly name: string }[];
  readonly levels: readonly Level[];
  readonly categories: readonly Category[];
  readonly closures: readonly Closure[];
}

export type AreaKind = 'room' | 'corridor' | 'hall' | 'stairs' | 'lift' | 'escalator' | 'ramp' | 'toilet' | 'outdoor' | 'closed';
export type ConnectorKind = 'lift' | 'stairs' | 'escalator' | 'ramp';

export type LevelProperties =
  | { readonly id: string; readonly kind: 'area'; readonly areaKind: AreaKind; readonly name: string | null; readonly building: string | null }
  | { readonly id: string; readonly kind: 'door'; readonly name: string | null; readonly entrance: boolean }
  | { readonly id: string; readonly kind: 'connector'; readonly connectorKind: ConnectorKind; readonly name: string | null; readonly levels: readonly string[] }
  | { readonly id: string; readonly kind: 'poi'; readonly name: string; readonly category: string; readonly labels?: readonly string[]; readonly open: boolean | null };

/** GeoJSON of one level: polygons for areas, points for the rest. */
export interface LevelMap {
  readonly features: readonly {
    readonly properties: LevelProperties;
    readonly geometry: { readonly type: string; readonly coordinates: unknown };
  }[];
}

export interface Poi {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly categoryName: string;
  readonly level: string;
  readonly levelName: string;
  readonly buildingName: string | null;
  readonly lon: number;
  readonly lat: number;
  readonly open: boolean | null;
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  readonly distanceM: number | null;
}

export type Place = { readonly poi: string } | { readonly lon: number; readonly lat: number; readonly level: string } | { readonly category: string };

/** A spot with a name. */
export interface Spot {
  readonly name: string;
  readonly level: string;
  readonly levelName: string;
  readonly lon: number;
  readonly lat: number;
  readonly poi?: string | null;
}

export type StepKind = 'start' | 'turn' | 'door' | 'entrance' | ConnectorKind | 'exit' | 'shuttle' | 'arrive';

export interface Step {
  readonly kind: StepKind;
  readonly text: string;
  readonly speech: string;
  readonly level: string;
  readonly levelName: string;
  readonly toLevel: string;
  readonly toLevelName: string;
  readonly distanceM: number;
  readonly durationS: number;
  readonly announceBeforeM: number;
  readonly turnDegrees: number | null;
  readonly path: readonly LonLat[];
}

export interface Leg {
  readonly from: Spot;
  readonly to: Spot;
  readonly distanceM: number;
  readonly durationS: number;
  readonly steps: readonly Step[];
}

export interface Route {
  readonly distanceM: number;
  readonly durationS: number;
  readonly profile: string;
  readonly mapVersion: number;
  /** What to know before setting out: closures one is led around. */
  readonly notices: readonly string[];
  readonly legs: readonly Leg[];
}

/** Members of the problems `guide.unreachable` and `guide.none_open`. */
export interface Unreachable {
  readonly code: string;
  readonly detail: string;
  readonly blocks: readonly {
    readonly reason: 'closure' | 'hours' | 'barrier' | 'notConnected';
    readonly name: string | null;
    readonly level: string | null;
    readonly lon: number | null;
    readonly lat: number | null;
    readonly opensAt: string | null;
    readonly text: string;
  }[];
  readonly opensAt: string | null;
  readonly nearest?: Spot | null;
}

export interface Preset {
  readonly code: string;
  readonly name: string;
  readonly stops: readonly { readonly category: string; readonly name: string }[];
}

export interface Here extends Spot {
  readonly campus: string;
}
