import type { Component } from 'vue';

/** One page of the menu: who sees it, where it is, what it loads. `admin` sees every page. */
export interface StaffPage {
  readonly group: string;
  readonly path: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly component: () => Promise<Component>;
  /** Reached from another page, not from the menu. */
  readonly isInner?: boolean;
}

/** In the order of the menu. A member of staff starts at the first one allowed. */
export const pages: readonly StaffPage[] = [
  { group: '客服', path: '/support/desk', name: '坐席工作台', roles: ['agent'], component: () => import('./support/desk/Desk.vue') },
  { group: '客服', path: '/support/supervisor', name: '实时监控', roles: ['agent'], component: () => import('./support/Supervisor.vue') },
  { group: '客服', path: '/support/callbacks', name: '回电', roles: ['agent'], component: () => import('./support/Callbacks.vue') },
  { group: '客服', path: '/support/canned', name: '常用语', roles: ['agent'], component: () => import('./support/CannedReplies.vue') },
  { group: '客服', path: '/support/hours', name: '服务时间', roles: ['agent'], component: () => import('./support/Hours.vue') },
  { group: '客服', path: '/support/statistics', name: '客服统计', roles: ['agent'], component: () => import('./support/SupportStatistics.vue') },
  { group: '知识库', path: '/kb/intents', name: '问题和回答', roles: ['editor'], component: () => import('./kb/intents/Intents.vue') },
  {
    group: '知识库',
    path: '/kb/new',
    name: '新建问题',
    roles: ['editor'],
    component: () => import('./kb/intents/IntentEditor.vue'),
    isInner: true,
  },
  {
    group: '知识库',
    path: '/kb/intents/:name',
    name: '编辑问题',
    roles: ['editor'],
    component: () => import('./kb/intents/IntentEditor.vue'),
    isInner: true,
  },
  { group: '知识库', path: '/kb/unanswered', name: '没答上的问题', roles: ['editor'], component: () => import('./kb/questions/Unanswered.vue') },
  { group: '知识库', path: '/kb/try', name: '试一试', roles: ['editor'], component: () => import('./kb/try/Trial.vue') },
  { group: '知识库', path: '/kb/synonyms', name: '同义词', roles: ['editor'], component: () => import('./kb/questions/Synonyms.vue') },
  { group: '知识库', path: '/kb/flows', name: '流程', roles: ['editor'], component: () => import('./kb/flows/Flows.vue') },
  { group: '知识库', path: '/kb/regression', name: '回归问题', roles: ['editor'], component: () => import('./kb/questions/Regression.vue') },
  { group: '知识库', path: '/kb/import', name: '导入和导出', roles: ['editor'], component: () => import('./kb/ImportExport.vue') },
  { group: '知识库', path: '/kb/publish', name: '发布和版本', roles: ['editor'], component: () => import('./kb/publish/Publish.vue') },
  { group: '胶片', path: '/film/ingests', name: '接收记录', roles: ['film'], component: () => import('./film/Ingests.vue') },
  { group: '胶片', path: '/film/clashes', name: '患者核对', roles: ['film'], component: () => import('./film/Clashes.vue') },
  { group: '胶片', path: '/film/corrections', name: '影像更正', roles: ['film'], component: () => import('./film/Corrections.vue') },
  { group: '胶片', path: '/film/withdrawn', name: '撤回记录', roles: ['film'], component: () => import('./film/Withdrawn.vue') },
  { group: '胶片', path: '/film/links', name: '链接', roles: ['film'], component: () => import('./film/Links.vue') },
  { group: '胶片', path: '/film/statistics', name: '统计', roles: ['film'], component: () => import('./film/Statistics.vue') },
  { group: '导航', path: '/guide/closures', name: '临时关闭', roles: ['guide'], component: () => import('./guide/InCampus.vue') },
  { group: '导航', path: '/guide/places', name: '地点', roles: ['guide'], component: () => import('./guide/InCampus.vue') },
  { group: '导航', path: '/guide/maps', name: '地图', roles: ['guide'], component: () => import('./guide/InCampus.vue') },
  { group: '导航', path: '/guide/codes', name: '位置码', roles: ['guide'], component: () => import('./guide/InCampus.vue') },
  { group: '导航', path: '/guide/tester', name: '路线测试', roles: ['guide'], component: () => import('./guide/InCampus.vue') },
  { group: '导航', path: '/guide/inspection', name: '巡查', roles: ['guide'], component: () => import('./guide/InCampus.vue') },
  { group: '系统', path: '/audit', name: '审计日志', roles: ['auditor'], component: () => import('./Audit.vue') },
];

/** The pages these roles may open, by group. */
export function menuFor(roles: readonly string[]): { readonly name: string; readonly pages: readonly StaffPage[] }[] {
  const open = pages.filter((page) => !page.isInner && (roles.includes('admin') || page.roles.some((role) => roles.includes(role))));
  return Array.from(new Set(open.map((page) => page.group)), (name) => ({ name, pages: open.filter((page) => page.group === name) }));
}
