import type { Poi, Spot } from '../../api/guide';
import { get, RequestFailed, withQuery, type Page } from '../../api/http';
import type { MapPlace } from '../../lib/guide/level';
import { campus, campusUrl, frame, joined, plans, spotAt } from '../campus/campus';
import { missed } from '../campus/online';

export interface Sought {
  readonly text?: string;
  readonly category?: string;
  readonly near?: { readonly lon: number; readonly lat: number; readonly level: string } | null;
  /** Also on the campuses joined to the one shown, after its own. */
  readonly isFar?: boolean;
}

/** Places by words or category, nearest first. @throws RequestFailed */
export async function findPlaces({ text, category, near, isFar }: Sought): Promise<readonly Poi[]> {
  try {
    const page = await get<Page<Poi>>(
      withQuery(campusUrl('/pois'), {
        q: text,
        category,
        lon: near?.lon,
        lat: near?.lat,
        fromLevel: near?.level,
        joined: isFar && joined.value.length > 1 ? 'true' : null,
        limit: 30,
      }),
    );
    return page.items;
  } catch (error) {
    missed(error);
    if (error instanceof RequestFailed && error.isPassing && plans.size > 0) return placesHere(text, category);
    throw error;
  }
}

/** Without the host: the places of the map on the phone whose names hold the words. */
const placesHere = (text = '', category = ''): readonly Poi[] =>
  [...plans.values()]
    .flatMap((plan) => plan.places)
    .filter((place) => place.name.includes(text) && (!category || place.category === category))
    .slice(0, 30)
    .map(poiOf);

/** A place of the map as the search would find it. */
export function poiOf(place: MapPlace): Poi {
  const level = campus.value!.levels.find((one) => one.id === place.level)!;
  const buildingName = campus.value!.buildings.find((one) => one.id === level.building)?.name ?? null;
  const [lon, lat] = frame.value.toLonLat(place.at);
  return {
    id: place.id,
    campus: campus.value!.id,
    name: place.name,
    category: place.category,
    categoryName: '',
    level: level.id,
    levelName: level.name,
    buildingName,
    lon,
    lat,
    open: place.open, opensAt: null, closesAt: null, distanceM: null,
  };
}

/** The assumed start when no position is known: the main entrance. */
export async function mainEntrance(): Promise<Spot | null> {
  const { lon, lat } = campus.value!;
  const [gate] = await findPlaces({ category: 'entrance', near: { lon, lat, level: '' } });
  if (gate) return { name: gate.name, level: gate.level, levelName: gate.levelName, lon: gate.lon, lat: gate.lat, poi: gate.id };
  for (const plan of plans.values()) {
    const door = plan.doors.find((one) => one.isEntrance);
    if (door) return spotAt(door.at, plan, door.name || '入口');
  }
  return null;
}
