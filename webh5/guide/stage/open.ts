import type { Stage } from './stage';

/** Fetches the 3D scene's script ahead of its use; nothing where it will not be used. */
export function fetchScene(wanted: string | null): Promise<typeof import('./solid/scene')> | null {
  if (wanted === '2d' || !('WebGLRenderingContext' in window)) return null;
  const fetching = import('./solid/scene');
  // The caller handles the failure later; until then this keeps the browser from reporting it as unhandled.
  fetching.catch(() => undefined);
  return fetching;
}

/** The 3D scene, or the flat plan where WebGL is missing or asked against (`?render=2d`). */
export async function openStage(host: HTMLElement, fetching: ReturnType<typeof fetchScene>): Promise<Stage> {
  if (fetching) {
    const canvas = document.createElement('canvas');
    // As large as the first picture: another size would have the driver make its buffers twice.
    [canvas.width, canvas.height] = [host.clientWidth, host.clientHeight];
    // The graphics driver wakes while script and map are still under way.
    const context = contextOf(canvas);
    try {
      if (context) return new (await fetching).Scene3d(host, canvas, context);
    } catch {
      // A driver that promises WebGL and cannot keep it, or a script that did not come: the plan serves.
    }
  }
  const { Plan2d } = await import('./flat/plan');
  return new Plan2d(host);
}

function contextOf(canvas: HTMLCanvasElement): WebGLRenderingContext | WebGL2RenderingContext | null {
  // A screen of two pixels a point needs no smoothed edges, and pays for them dearly.
  const attributes: WebGLContextAttributes = { antialias: devicePixelRatio < 2, powerPreference: 'low-power', stencil: false };
  const context = canvas.getContext('webgl2', attributes);
  // three asks for a dozen extensions, waiting for the driver each time; all a map needs of them is part of WebGL 2.
  if (context) context.getExtension = () => null;
  return context ?? canvas.getContext('webgl', attributes);
}
