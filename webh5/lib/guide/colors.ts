import type { AreaKind } from '../../api/guide';
import type { Area } from './level';

/** Red, green, blue, 0-255. */
export type Rgb = readonly [number, number, number];

const kindColors: { readonly [kind in AreaKind]: Rgb } = {
  room: [226, 231, 236],
  corridor: [252, 253, 253],
  hall: [252, 253, 253],
  stairs: [196, 208, 218],
  lift: [178, 197, 212],
  escalator: [196, 208, 218],
  ramp: [214, 226, 236], toilet: [201, 222, 243], outdoor: [236, 240, 232], closed: [205, 210, 215],
};
const categoryColors: { readonly [category: string]: Rgb } = {
  payment: [250, 228, 184],
  pharmacy: [208, 233, 208],
  lab: [226, 219, 243],
  radiology: [218, 214, 242],
  kiosk: [250, 228, 184],
  reception: [253, 236, 200],
  toilet: [201, 222, 243],
  water: [201, 228, 243],
  shop: [250, 219, 203],
  food: [250, 219, 203],
  rental: [232, 222, 210],
  department: [209, 234, 233],
  staff: [216, 220, 224], office: [226, 231, 236], room: [226, 231, 236],
};

export function colorOf(area: Area): Rgb {
  return (area.category ? categoryColors[area.category] : undefined) ?? kindColors[area.kind];
}

const flat: readonly AreaKind[] = ['corridor', 'hall', 'outdoor', 'ramp'];

export const isFlat = (kind: AreaKind): boolean => flat.includes(kind);
