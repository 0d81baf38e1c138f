import { ElLoading } from 'element-plus/es/components/loading/index';
import 'element-plus/es/components/loading/style/css';
import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { largeType } from '../shared/preferences';
import App from './App.vue';
import './staff.css';

largeType.apply();

const router = createRouter({
  history: createWebHistory('/staff'),
  routes: [
    { path: '/', redirect: '/film/ingests' },
    { path: '/sign-in', component: () => import('./SignIn.vue'), meta: { title: '登录', open: true } },
    { path: '/film/ingests', component: () => import('./Ingests.vue'), meta: { title: '胶片 · 接收记录', roles: ['film'] } },
    { path: '/film/links', component: () => import('./Links.vue'), meta: { title: '胶片 · 链接', roles: ['film'] } },
    { path: '/film/statistics', component: () => import('./Statistics.vue'), meta: { title: '胶片 · 统计', roles: ['film'] } },
    { path: '/audit', component: () => import('./Audit.vue'), meta: { title: '审计日志', roles: ['auditor'] } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
router.afterEach((to) => {
  document.title = String(to.meta.title ?? '工作台');
});

createApp(App).use(router).directive('loading', ElLoading.directive).mount('#app');
