import type { Closure } from '../../api/guide';
import { isRestOf } from '../../lib/guide/way/track';
import { back, mode } from '../mode';
import { navigationSpot, restart } from './navigate';
import { say } from '../walk/speech';
import { origin } from '../start/start';
import { askRoute, blocked, goal, route, track } from '../route/trip';
import { startWalk, walkSpot } from '../walk/walk';

/** A lift was shut or opened again: an open walk gets its new way from where it is. */
export async function closuresChanged(shut: readonly Closure[], opened: readonly Closure[]): Promise<void> {
  const words = [
    ...shut.map((one) => `${one.name}停用${one.reason ? `（${one.reason}）` : ''}`),
    ...opened.map((one) => `${one.name}恢复使用`),
  ].join('，');
  const doing = mode.value;
  const before = { route: route.value, track: track.value };
  if (!goal.value || (doing !== 'route' && doing !== 'walk' && doing !== 'navigate')) return say(`${words}。`);
  const from = doing === 'walk' ? walkSpot() : doing === 'navigate' ? navigationSpot() : null;
  if (!(await askRoute(from ?? origin.value))) {
    if (!blocked.value) return say(`${words}。`);
    if (doing !== 'route') back();
    return say(`${words}。${blocked.value.detail}`);
  }
  if (before.track && track.value && isRestOf(track.value, before.track)) {
    route.value = before.route;
    return say(`${words}，您的路线不受影响。`);
  }
  if (doing === 'walk') startWalk();
  if (doing === 'navigate') restart();
  say(`${words}，已为您改走别的路。${doing === 'route' ? '' : (track.value?.steps[0]?.step.text ?? '')}`);
}
