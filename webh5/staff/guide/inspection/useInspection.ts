import { onMounted, shallowRef, watch, type Ref } from 'vue';
import type { Level, LevelMap } from '../../../api/guide';
import type { Inspection, InspectionPoint, StaffCampus } from '../../../api/guideStaff';
import { get, RequestFailed, withQuery, type Page } from '../../../api/http';
import { frameAt } from '../../../lib/guide/geometry';
import { planOf, type LevelPlan } from '../../../lib/guide/level';
import { usePoll } from '../../../shared/usePoll';

const pollMs = 10_000;

/** What stands on a level and in which state, and everything on the campus that is not normal; read anew every ten seconds. */
export function useInspection(campus: StaffCampus, level: Ref<Level>, kind: Ref<string>, state: Ref<string>) {
  const id = encodeURIComponent(campus.id);
  const base = `/api/staff/guide/campuses/${id}`;
  const frame = frameAt(campus.lon, campus.lat);
  const plan = shallowRef<LevelPlan | null>(null);
  const inspection = shallowRef<Inspection | null>(null);
  const alarms = shallowRef<readonly InspectionPoint[]>([]);
  const failure = shallowRef('');
  /** When the answer came. */
  const now = shallowRef(Date.now());
  let asked = 0;

  async function read(): Promise<void> {
    const mine = ++asked;
    const of = level.value;
    try {
      const [points, drawn, all] = await Promise.all([
        get<Inspection>(withQuery(`${base}/inspection`, { level: of.id, kind: kind.value, state: state.value })),
        plan.value ? null : get<LevelMap>(`/api/guide/campuses/${id}/levels/${encodeURIComponent(of.id)}`),
        get<Page<InspectionPoint>>(`${base}/alarms`),
      ]);
      if (mine !== asked) return;
      inspection.value = points;
      if (drawn) plan.value = planOf(of, drawn, frame);
      alarms.value = all.items;
      failure.value = '';
      now.value = Date.now();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (mine === asked) failure.value = error.words;
    }
  }

  watch([() => level.value.id, kind, state], ([to], [before]) => {
    if (to !== before) inspection.value = plan.value = null;
    void read();
  });
  usePoll(read, () => pollMs);
  onMounted(read);
  return { frame, plan, inspection, alarms, failure, now, read };
}
