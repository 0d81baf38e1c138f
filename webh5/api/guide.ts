/**
 * The guide slice's answers: names for the host's own description, and what it leaves open (GeoJSON, problems' own members).
 * Lengths in metres, durations in seconds, angles in degrees, positions in WGS 84.
 */
import type { Exact, Shape } from './shape';

export type LonLat = readonly [lon: number, lat: number];

export type CampusEntry = Shape<'CampusItem'>;
export type Level = Shape<'LevelItem'>;
export type Category = Shape<'CategoryItem'>;
export type Closure = Exact<Shape<'ClosureItem'>, { readonly target: 'door' | 'connector' | 'area' }>;
export type Closures = Exact<Shape<'ClosureList'>, { readonly items: readonly Closure[] }>;
export type Campus = Exact<Shape<'CampusDetail'>, { readonly closures: readonly Closure[] }>;

export type AreaKind = 'room' | 'corridor' | 'hall' | 'stairs' | 'lift' | 'escalator' | 'ramp' | 'toilet' | 'outdoor' | 'closed';
export type ConnectorKind = 'lift' | 'stairs' | 'escalator' | 'ramp';

export type LevelProperties =
  | {
      readonly id: string;
      readonly kind: 'area';
      readonly areaKind: AreaKind;
      readonly name: string | null;
      readonly building: string | null;
    }
  | { readonly id: string; readonly kind: 'door'; readonly name: string | null; readonly entrance: boolean }
  | {
      readonly id: string;
      readonly kind: 'connector';
      readonly connectorKind: ConnectorKind;
      readonly name: string | null;
      readonly levels: readonly string[];
    }
  | {
      readonly id: string;
      readonly kind: 'poi';
      readonly name: string;
      readonly category: string;
      readonly labels?: readonly string[];
      readonly open: boolean | null;
    };

/** GeoJSON of one level: polygons for areas, points for the rest. */
export interface LevelMap {
  readonly features: readonly {
    readonly properties: LevelProperties;
    readonly geometry: { readonly type: string; readonly coordinates: unknown };
  }[];
}

/** A place as the search finds it, and as the page makes one of the map under a finger. */
export type Poi = Omit<Shape<'PoiItem'>, 'nameEn' | 'building' | 'match'>;

export type Place =
  { readonly poi: string } | { readonly lon: number; readonly lat: number; readonly level: string } | { readonly category: string };

/** A spot with a name. */
export type Spot = Exact<Shape<'PlaceItem'>, { readonly poi?: string | null }>;

export type StepKind = 'start' | 'turn' | 'door' | 'entrance' | ConnectorKind | 'exit' | 'shuttle' | 'arrive';

/** The path is sent as pairs, not as the objects the description makes of them. */
export type Step = Exact<Omit<Shape<'StepItem'>, 'doors'>, { readonly kind: StepKind; readonly path: readonly LonLat[] }>;
export type Leg = Exact<Shape<'LegItem'>, { readonly from: Spot; readonly to: Spot; readonly steps: readonly Step[] }>;
export type Route = Exact<Shape<'RouteAnswerBody'>, { readonly legs: readonly Leg[] }>;

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

export type Preset = Shape<'PresetItem'>;
export type Here = Shape<'HerePlace'>;
