/** What staff of the guide see and change: names for the host's own description. */
import type { Closure } from './guide';
import type { Exact, Shape } from './shape';

/** `mapId` is null until a map was activated. */
export type StaffCampus = Shape<'StaffCampus'>;
export type LintItem = Shape<'LintItem'>;
export type MapChanges = Shape<'MapChanges'>;
export type MapDraft = Shape<'MapDraft'>;
export type KeptMap = Shape<'MapItem'>;
export type StaffPoi = Shape<'StaffPoi'>;
export type CsvPreview = Shape<'CsvPreview'>;
/** A category a place can be given. */
export type PlaceKind = Shape<'PlaceKind'>;
/** A door, connector or area that can be closed. */
export type ClosureTarget = Exact<Shape<'TargetItem'>, { readonly target: Closure['target'] }>;
export type HereCode = Shape<'HereCodeItem'>;

export type PointState = 'normal' | 'warning' | 'alarm' | 'offline';

/** A camera, device or figure in its place. */
export type InspectionPoint = Exact<Shape<'PointItem'>, { readonly kind: 'camera' | 'device' | 'data'; readonly state: PointState }>;
export type Inspection = Exact<
  Shape<'Inspection'>,
  { readonly rooms: readonly Exact<Shape<'RoomItem'>, { readonly state: PointState }>[]; readonly points: readonly InspectionPoint[] }
>;
