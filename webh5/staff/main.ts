import { ElLoading } from 'element-plus/es/components/loading/index';
import 'element-plus/es/components/loading/style/css';
import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { largeType } from '../shared/preferences';
import App from './App.vue';
import { pages } from './pages';
import './staff.css';

largeType.apply();

const router = createRouter({
  history: createWebHistory('/staff'),
  routes: [
    { path: '/', component: () => import('./Start.vue'), meta: { title: '工作台' } },
    { path: '/sign-in', component: () => import('./SignIn.vue'), meta: { title: '登录', open: true } },
    ...pages.map((page) => ({
      path: page.path,
      component: page.component,
      meta: { title: `${page.group} · ${page.name}`, group: page.group },
    })),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
router.afterEach((to) => {
  document.title = String(to.meta.title ?? '工作台');
});

createApp(App).use(router).directive('loading', ElLoading.directive).mount('#app');
