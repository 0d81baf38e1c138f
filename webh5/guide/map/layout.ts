import { nextTick } from 'vue';
import { stage } from './mapView';

/**
 * Below this room in pixels the map's buttons go, then the view of all floors; where not one floor has room for a finger, all that
 * stands on the map.
 */
const lowPx = { normal: 250, large: 286 };
const leastPx = 150;
const fingerPx = 72;

let page: { readonly root: HTMLElement; readonly host: HTMLElement } | null = null;

/** @param root holds the map and the panels over it; @param host the map alone */
export function layOut(root: HTMLElement, host: HTMLElement): void {
  page = { root, host };
}

/** What covers the map, for names to keep away from. */
export const panels = (): readonly Element[] => Array.from(page?.root.querySelectorAll('.panel, .sheet, .top') ?? []);

/** Tells the stage how much of it the panels leave free. */
export async function settle(): Promise<void> {
  await nextTick();
  if (!page || !stage.value) return;
  const base = page.host.getBoundingClientRect();
  const top = page.root.querySelector('.top, .banner')?.getBoundingClientRect().bottom ?? base.top;
  const sheet = page.root.querySelector('.sheet')?.getBoundingClientRect();
  // On a wide screen the sheet stands beside the map, not under it.
  const isUnder = sheet && sheet.width > base.width * 0.6;
  const right = page.root.querySelector('.floor-switch')?.clientWidth ?? 0;
  // What stands on the map between the two keeps clear of a long sentence above and a tall sheet below.
  page.root.style.setProperty('--top-edge', `${Math.round(top - base.top)}px`);
  page.root.style.setProperty('--sheet-height', `${isUnder ? Math.round(base.bottom - sheet.top) : 0}px`);
  const room = isUnder ? sheet.top - top : base.bottom - top;
  const isLarge = document.documentElement.classList.contains('large');
  page.root.dataset.room =
    room < fingerPx ? 'none' : room < leastPx ? 'least' : room < (isLarge ? lowPx.large : lowPx.normal) ? 'low' : 'enough';
  stage.value.setPadding({ top: top - base.top, right, bottom: isUnder ? Math.max(0, base.bottom - sheet.top) : 0 });
}
