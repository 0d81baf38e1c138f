import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { syntheticHost } from './dev/syntheticHost';

// WeChat's older engines: Chromium 78 and iOS 13 read ES2018 syntax and CSS of that age.
export default defineConfig({
  appType: 'mpa',
  plugins: [vue(), syntheticHost()],
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
} as Parameters<typeof defineConfig>[0]);
