import type { Stage } from './stage';

/** The 3D scene, fetched apart from the page's own script; the flat plan where WebGL is missing or asked against (`?render=2d`). */
export async function openStage(host: HTMLElement, wanted: string | null): Promise<Stage> {
  if (wanted !== '2d' && hasWebGl()) {
    try {
      const { Scene3d } = await import('./scene');
      return new Scene3d(host);
    } catch {
      // A driver that promises WebGL and cannot keep it: the plan serves.
    }
  }
  const { Plan2d } = await import('./plan');
  return new Plan2d(host);
}

function hasWebGl(): boolean {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
