// Before the components, whose own styles have to win over it.
import 'vant/es/style/base.css';
import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import { largeType } from '../shared/preferences';
import App from './App.vue';
import Entrance from './entrance/Entrance.vue';
import './patient.css';

largeType.apply();

const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Entrance, meta: { title: '互联网医院' } },
    { path: '/home', component: () => import('./Home.vue'), meta: { title: '首页', tabs: true, needs: 'patient' } },
    { path: '/films', component: () => import('./film/Films.vue'), meta: { title: '云胶片', tabs: true, needs: 'patient' } },
    { path: '/support', component: () => import('./support/Support.vue'), meta: { title: '客服', needs: 'patient' } },
    { path: '/me', component: () => import('./Me.vue'), meta: { title: '我的', tabs: true, needs: 'patient' } },
    { path: '/sign-in', component: () => import('./entrance/SignIn.vue'), meta: { title: '登录' } },
    { path: '/:rest(.*)*', component: () => import('./states/Lost.vue'), meta: { title: '没有这个页面' } },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
router.afterEach((to) => {
  document.title = String(to.meta.title);
});

createApp(App).use(router).mount('#app');
