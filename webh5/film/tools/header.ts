import type { FilmManifest } from '../../api/film';
import { dayText, timeText } from '../../lib/dates';
import { el, icon, type Icon } from '../page/dom';
import { documentList } from '../page/documents';
import { openSheet } from '../page/sheet';
import type { Viewer } from '../read/viewer';
import { infoBody } from './info';

/** Hospital, patient and study over the picture, with the report one tap away. */
export function header(manifest: FilmManifest, viewer: Viewer): HTMLElement {
  const { study, hospital, report } = manifest;
  const now = Date.now();
  const files = documentList(manifest);
  const patient = [study.patient.name, study.patient.sex, study.patient.age].filter(Boolean).join(' ');
  const exam = [study.studyDescription ?? study.modalities.join('/'), study.studyDate && dayText(study.studyDate, now).split(' ')[0]!]
    .filter(Boolean)
    .join(' · ');
  const button = (name: Icon, word: string, click: (event: Event) => void): HTMLElement =>
    el('button', { type: 'button', class: 'head-button', click }, icon(name), el('span', {}, word));
  return el(
    'header',
    { class: 'head' },
    el(
      'div',
      { class: 'head-words' },
      el('h1', {}, hospital.name),
      el('p', {}, el('b', {}, patient), ` ${exam}`),
      el('p', { class: 'quiet' }, `链接有效至 ${timeText(manifest.expiresAt, now)}`),
    ),
    report ? button('report', '报告', () => openSheet('检查报告', reportBody(report, now))) : null,
    files ? button('files', '文档', () => openSheet('文档', files)) : null,
    button('info', '信息', () => openSheet('影像信息', infoBody(manifest, viewer))),
  );
}

function reportBody(report: NonNullable<FilmManifest['report']>, now: number): HTMLElement {
  return el(
    'div',
    { class: 'report' },
    report.publishedAt ? el('p', { class: 'quiet' }, `发布于 ${timeText(report.publishedAt, now)}`) : null,
    ...report.text.split(/\r?\n/).map((line) => el('p', {}, line)),
  );
}
