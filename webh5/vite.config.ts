import vue from '@vitejs/plugin-vue';
import { defineConfig, type UserConfig } from 'vite';
import { runningHost } from './dev/runningHost';
import { syntheticHost } from './dev/syntheticHost';

// `npm run dev` asks the running host (BFF_URL) for all data; with `--mode synthetic` it makes the answers up, without a host.
// WeChat's older engines: Chromium 78 and iOS 13 read ES2018 syntax and CSS of that age.
export default defineConfig(({ mode }) => ({
  appType: 'mpa',
  plugins: [vue(), mode === 'synthetic' ? syntheticHost() : runningHost(process.env.BFF_URL ?? 'http://localhost:5080')],
  build: {
    target: 'es2018',
    cssTarget: ['chrome78', 'safari13'],
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: ['index.html', 'film.html', 'guide.html', 'staff.html'],
      // Annotations that a library has put in the wrong place are nothing we can act on.
      onwarn: (warning, warn) => { if (warning.code !== 'INVALID_ANNOTATION') warn(warning); },
    },
  },
  server: { host: '127.0.0.1', port: 5173 },
  preview: { host: '127.0.0.1', port: 5173 },
  test: { include: ['lib/**/*.test.ts'], environment: 'node' },
}) as UserConfig);
