import { createApp } from 'vue';
import { largeType } from '../shared/preferences';
import './campus/opening';
import App from './App.vue';
import './guide.css';
import './panels.css';
import './large.css';

largeType.apply();
createApp(App).mount('#app');
