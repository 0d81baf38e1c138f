import type { FilmManifest } from '../../api/film';
import { dayText, timeText } from '../../lib/dates';
import { el } from '../page/dom';
import { fileWindows } from '../read/series';
import type { Viewer } from '../read/viewer';

/** What is known of the study and of the picture shown. */
export function infoBody(manifest: FilmManifest, viewer: Viewer): HTMLElement {
  const { study } = manifest;
  const { series, slice } = viewer.reading;
  const now = Date.now();
  const spacing = slice?.image.pixelSpacing;
  const rows: [string, string | null | undefined][] = [
    ['医院', manifest.hospital.name],
    ['姓名', [study.patient.name, study.patient.sex, study.patient.age].filter(Boolean).join(' ')],
    ['检查', study.studyDescription],
    ['检查日期', study.studyDate && dayText(study.studyDate, now)],
    ['检查号', study.accessionNumber],
    ['序列', `${series.title}（${series.modality}，${viewer.reading.count} 张）`],
    ['图像大小', slice && `${slice.image.columns} × ${slice.image.rows} 像素`],
    [
      /detector/i.test(slice?.image.pixelSpacingKind ?? '') ? '像素间距（探测器处，未校正）' : '像素间距',
      spacing && `${spacing.map((mm) => Number(mm.toFixed(3))).join(' × ')} 毫米`,
    ],
    ['自带窗', slice && fileWindows(slice.image).map((p) => `${p.name} ${p.window.center}/${p.window.width}`).join('，')],
    ['链接用途', manifest.purpose],
    ['链接有效至', timeText(manifest.expiresAt, now)],
  ];
  return el(
    'div',
    {},
    el('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => (value ? [el('dt', {}, name), el('dd', {}, value)] : []))),
    el('p', { class: 'quiet' }, '手机屏幕显示仅供查看，不能代替医生的诊断。'),
  );
}
