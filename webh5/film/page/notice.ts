import type { Problem } from '../../api/film';
import { el, icon, type Icon } from './dom';

interface Words {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly retry?: boolean;
}

const again = '请向给您发送链接的医院或家人要一个新的链接。';

/** What a reader is told when the film cannot be shown: what happened and what to do. */
function wordsFor(code: string): Words {
  switch (code) {
    case 'film.link_expired':
      return { icon: 'clock', title: '这个链接已经过期', text: `为了保护隐私，影像链接只在一段时间内有效。${again}` };
    case 'film.link_revoked':
      return { icon: 'clock', title: '这个链接已被收回', text: `发出链接的一方已停止共享。如果您仍需要查看，${again}` };
    case 'film.withdrawn':
      return { icon: 'info', title: '医院已撤回这份影像', text: '医院可能正在更正这次检查，请向检查的医院询问。' };
    case 'film.link_used_up':
      return { icon: 'clock', title: '这个链接的查看次数已用完', text: again };
    case 'film.no_images':
      return { icon: 'info', title: '这次检查没有可以查看的影像', text: '请向检查的医院询问。' };
    case 'offline':
      return { icon: 'warn', title: '手机没有连上网络', text: '请检查网络后重试，链接仍然有效。', retry: true };
    case 'unreachable':
    case 'film.link_too_many_tries':
      return { icon: 'warn', title: '暂时打不开', text: '可能是网络不稳，请稍等片刻再试，链接仍然有效。', retry: true };
    default:
      return { icon: 'warn', title: '这个链接打不开', text: `链接可能不完整，请从短信或微信里重新点开。如果还是打不开，${again}` };
  }
}

export function notice(problem: Problem): HTMLElement {
  const temporary = problem.status === 429 || (problem.status ?? 0) >= 500;
  const words = wordsFor(temporary ? 'unreachable' : problem.code);
  return el(
    'main',
    { class: 'notice', role: 'alert' },
    icon(words.icon),
    el('h1', {}, words.title),
    el('p', {}, words.text),
    words.retry ? el('button', { class: 'primary', type: 'button', click: () => location.reload() }, '重试') : null,
  );
}
