import { LinearSRGBColorSpace, WebGLRenderer, type Camera, type Object3D, type Scene } from 'three';
import { Pace } from './pace';

/** The canvas in the page: its size, how sharp it is drawn, and the renderer behind it. */
export class Screen {
  readonly pace = new Pace();
  size = { width: 1, height: 1 };
  private readonly renderer: WebGLRenderer;
  private readonly observer: ResizeObserver | null;

  /** @throws when the context is of no use */
  constructor(
    private readonly host: HTMLElement,
    readonly element: HTMLCanvasElement,
    context: WebGLRenderingContext | WebGL2RenderingContext,
    private readonly resized: () => void,
  ) {
    element.className = 'stage-canvas';
    this.renderer = new WebGLRenderer({ canvas: element, context: context as WebGL2RenderingContext });
    this.renderer.outputColorSpace = LinearSRGBColorSpace;
    // Asking for errors would wait for each shader; a driver that fails them shows it at once anyway.
    this.renderer.debug.checkShaderErrors = false;
    host.prepend(element);
    this.observer = typeof ResizeObserver === 'function' ? new ResizeObserver(this.resize) : null;
    this.observer?.observe(host);
    addEventListener('resize', this.resize);
    element.addEventListener('webglcontextrestored', this.redone);
    this.measure();
  }

  /** Starts making the shaders; they are ready by the time the first floor is. */
  prepare(sample: Object3D, camera: Camera): void {
    this.renderer.compile(sample, camera);
  }

  /** @returns true when the next picture will be sharper than this one */
  draw(scene: Scene, camera: Camera, now: number, isMoving: boolean): boolean {
    const ratio = this.pace.ratio(now, isMoving);
    // Setting it makes a new picture buffer, so only when it differs.
    if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
    this.renderer.render(scene, camera);
    return ratio < this.pace.sharp;
  }

  dispose(): void {
    this.observer?.disconnect();
    removeEventListener('resize', this.resize);
    this.element.removeEventListener('webglcontextrestored', this.redone);
    this.renderer.dispose();
    this.element.remove();
  }

  private readonly redone = (): void => this.resized();

  private readonly resize = (): void => {
    if (this.measure()) this.resized();
  };

  private measure(): boolean {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0 || height === 0 || (width === this.size.width && height === this.size.height)) return false;
    this.size = { width, height };
    this.renderer.setSize(width, height);
    return true;
  }
}
