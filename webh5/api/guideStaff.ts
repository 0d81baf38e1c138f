/** What staff of the guide see and change. */
import type { Closure, Level } from './guide';
import type { Hospital } from './pages';

export interface StaffCampus {
  readonly id: string;
  readonly hospital: Hospital;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly enabled: boolean;
  /** Null until a map was activated. */
  readonly mapId: string | null;
  readonly mapVersion: number;
  readonly levels: readonly Level[];
  readonly buildings: readonly { readonly id: string; readonly name: string }[];
}

export interface LintItem {
  readonly code: string;
  readonly severity: string;
  readonly text: string;
  readonly level: string | null;
}

interface ChangedPlaces {
  readonly count: number;
  readonly items: readonly { readonly id: string; readonly name: string; readonly level: string }[];
}

export interface MapChanges {
  readonly added: ChangedPlaces;
  readonly removed: ChangedPlaces;
  readonly moved: ChangedPlaces;
  readonly renamed: ChangedPlaces;
}

export interface MapDraft {
  readonly mapId: string;
  readonly version: number;
  readonly counts: { readonly [name in 'buildings' | 'levels' | 'areas' | 'doors' | 'connectors' | 'pois']: number };
  readonly lint: readonly LintItem[];
  readonly changes: MapChanges;
}

export interface KeptMap extends MapDraft {
  readonly fileName: string;
  readonly createdAt: string;
  readonly activatedAt: string | null;
  readonly active: boolean;
}

export interface StaffPoi {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly aliases: readonly string[];
  readonly labels: readonly string[];
  readonly enabled: boolean;
  readonly level: string;
  readonly levelName: string;
  readonly buildingName: string | null;
  readonly sourceName: string;
}

export interface CsvPreview {
  readonly applied: boolean;
  readonly changed: readonly { readonly id: string; readonly field: string; readonly before: string; readonly after: string }[];
  readonly unknown: readonly string[];
  readonly errors: readonly { readonly line: number; readonly text: string }[];
}

/** A door, connector or area that can be closed. */
export interface ClosureTarget {
  readonly target: Closure['target'];
  readonly targetId: string;
  readonly name: string;
  readonly kind: string;
  readonly levelName: string | null;
  readonly building: string | null;
}

export interface HereCode {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly level: string;
  readonly url: string;
  readonly svgUrl: string;
  readonly createdAt: string;
}

export type PointState = 'normal' | 'warning' | 'alarm' | 'offline';

/** A camera, device or figure in its place. */
export interface InspectionPoint {
  readonly id: string;
  readonly kind: 'camera' | 'device' | 'data';
  readonly name: string;
  readonly level: string;
  readonly levelName: string;
  readonly building: string | null;
  readonly lon: number;
  readonly lat: number;
  readonly areaName: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  readonly state: PointState;
  readonly since: string;
}

export interface Inspection {
  readonly rooms: readonly { readonly id: string; readonly name: string; readonly levelName: string; readonly points: number; readonly state: PointState }[];
  readonly points: readonly InspectionPoint[];
}
