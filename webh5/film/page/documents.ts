import type { FilmManifest } from '../../api/film';
import { apiRoot } from '../load/source';
import { el, icon } from './dom';

/** What a film holds besides pictures, for its reader to open or to be told of; null when there is nothing. */
export function documentList(manifest: FilmManifest): HTMLElement | null {
  const study = `${apiRoot()}/dicomweb/studies/${manifest.study.studyInstanceUid}`;
  const links: HTMLElement[] = [];
  let others = 0;
  for (const series of manifest.series) {
    for (const { sopInstanceUid, document } of series.instances) {
      if (document === 'other') others++;
      if (document !== 'pdf') continue;
      const href = `${study}/series/${series.seriesInstanceUid}/instances/${sopInstanceUid}/rendered?accept=application/pdf`;
      const name = `${series.seriesDescription?.trim() || '检查文档'}（PDF）`;
      links.push(el('a', { class: 'choice', href, target: '_blank', rel: 'noopener' }, el('b', {}, name), el('span', {}, '点开查看')));
    }
  }
  if (links.length + others === 0) return null;
  const rest = others > 0 ? el('p', { class: 'quiet' }, `另有 ${others} 份资料（如结构化报告、心电波形）不能在这里显示，请向检查的医院索取。`) : null;
  return el('div', { class: 'choices' }, ...links, rest);
}

/** The page of a film that holds documents and no pictures. */
export function documents(manifest: FilmManifest): HTMLElement | null {
  const list = documentList(manifest);
  return list && el('main', { class: 'notice' }, icon('report'), el('h1', {}, '这次检查的资料'), el('p', {}, manifest.hospital.name), list);
}
