import type { Rect, Size } from '../../lib/film/placement';
import type { Samples } from '../../lib/film/samples';
import { link, made, pictureShader, windowShader, type Program } from './glProgram';
import type { Layer, Painter } from './painter';

// WebGL 1 without extensions: float and 16-bit textures show grey or nothing inside WeChat on many phones. A 16-bit sample is
// two 8-bit channels read with NEAREST; its grey comes from the same table every other way of drawing uses. First pass: samples
// to an 8-bit picture of the same size. Second pass: that picture (or the server's) to the screen, bilinear.
export class GlPainter implements Painter {
  readonly name = 'webgl';
  readonly maxSide: number;
  private readonly toGrey: Program;
  private readonly toScreen: Program;
  private readonly sampleTexture: WebGLTexture;
  private readonly tableTexture: WebGLTexture;
  private readonly greyTexture: WebGLTexture;
  private readonly pictureTexture: WebGLTexture;
  private readonly greyTarget: WebGLFramebuffer;
  private heldSamples: Samples | null = null;
  private heldTable: Uint8Array | null = null;
  private heldPicture: HTMLImageElement | null = null;

  /** Null when there is no WebGL, no full precision, or four samples do not come back as the greys they should be. */
  static create(lost: () => void): GlPainter | null {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl', { alpha: false, antialias: false, depth: false, stencil: false });
    if (!gl) return null;
    const precision = gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT);
    if (!precision || precision.precision < 23) return null;
    try {
      const painter = new GlPainter(canvas, gl);
      if (!painter.showsRightGreys()) return null;
      canvas.addEventListener('webglcontextlost', (event) => {
        event.preventDefault();
        lost();
      });
      return painter;
    } catch {
      return null;
    }
  }

  private constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGLRenderingContext,
  ) {
    this.maxSide = Math.min(4096, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
    this.toGrey = link(gl, windowShader);
    this.toScreen = link(gl, pictureShader);
    this.sampleTexture = this.texture(gl.NEAREST);
    this.tableTexture = this.texture(gl.NEAREST);
    this.greyTexture = this.texture(gl.LINEAR);
    this.pictureTexture = this.texture(gl.LINEAR);
    this.greyTarget = made(gl.createFramebuffer());
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  }

  paint(size: Size, layers: readonly Layer[]): void {
    const { gl, canvas } = this;
    if (canvas.width !== size.width || canvas.height !== size.height) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    for (const layer of layers) if (layer.kind === 'samples') this.window(layer.samples, layer.table);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, size.width, size.height);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.toScreen.program);
    gl.activeTexture(gl.TEXTURE0);
    for (const layer of layers) {
      gl.bindTexture(gl.TEXTURE_2D, layer.kind === 'samples' ? this.greyTexture : this.pictureTexture);
      if (layer.kind === 'picture' && this.heldPicture !== layer.picture) {
        this.heldPicture = layer.picture;
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, layer.picture);
      }
      gl.uniform1f(this.toScreen.uniform('invert'), layer.kind === 'picture' && layer.invert ? 1 : 0);
      this.quad(this.toScreen, layer.at, size);
    }
  }

  /** First pass, when the samples or the table are others than before. */
  private window(samples: Samples, table: Uint8Array): void {
    const { gl } = this;
    if (this.heldSamples === samples && this.heldTable === table) return;
    const { rows, columns, values } = samples;
    gl.activeTexture(gl.TEXTURE0);
    if (this.heldSamples !== samples) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const format = values.BYTES_PER_ELEMENT === 2 ? gl.LUMINANCE_ALPHA : gl.LUMINANCE;
      gl.bindTexture(gl.TEXTURE_2D, this.sampleTexture);
      gl.texImage2D(gl.TEXTURE_2D, 0, format, columns, rows, 0, format, gl.UNSIGNED_BYTE, bytes);
      const old = this.heldSamples;
      if (!old || old.rows !== rows || old.columns !== columns) {
        gl.bindTexture(gl.TEXTURE_2D, this.greyTexture);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, columns, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
        gl.bindFramebuffer(gl.FRAMEBUFFER, this.greyTarget);
        gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.greyTexture, 0);
      }
      gl.bindTexture(gl.TEXTURE_2D, this.sampleTexture);
      this.heldSamples = samples;
    } else {
      gl.bindTexture(gl.TEXTURE_2D, this.sampleTexture);
    }
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.tableTexture);
    if (this.heldTable !== table) {
      const height = table.length / 256;
      if (this.heldTable?.length === table.length)
        gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, height, gl.LUMINANCE, gl.UNSIGNED_BYTE, table);
      else gl.texImage2D(gl.TEXTURE_2D, 0, gl.LUMINANCE, 256, height, 0, gl.LUMINANCE, gl.UNSIGNED_BYTE, table);
      this.heldTable = table;
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.greyTarget);
    gl.viewport(0, 0, columns, rows);
    gl.useProgram(this.toGrey.program);
    gl.uniform1i(this.toGrey.uniform('table'), 1);
    gl.uniform1f(this.toGrey.uniform('wide'), values.BYTES_PER_ELEMENT === 2 ? 1 : 0);
    gl.uniform4f(this.toGrey.uniform('place'), -1, -1, 2, 2);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private quad(program: Program, at: Rect, size: Size): void {
    const { gl } = this;
    const x = (at.x / size.width) * 2 - 1;
    const y = 1 - (at.y / size.height) * 2;
    gl.uniform4f(program.uniform('place'), x, y, (at.width / size.width) * 2, (-at.height / size.height) * 2);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private showsRightGreys(): boolean {
    const { gl } = this;
    const table = new Uint8Array(65536);
    const values = new Uint16Array([0, 255, 256, 65535]);
    const greys = [7, 91, 163, 254];
    values.forEach((value, i) => (table[value] = greys[i]!));
    this.paint({ width: 4, height: 1 }, [
      { kind: 'samples', samples: { rows: 1, columns: 4, values }, table, at: { x: 0, y: 0, width: 4, height: 1 } },
    ]);
    const seen = new Uint8Array(16);
    gl.readPixels(0, 0, 4, 1, gl.RGBA, gl.UNSIGNED_BYTE, seen);
    // Nothing of the trial stays on the screen.
    gl.clear(gl.COLOR_BUFFER_BIT);
    return gl.getError() === gl.NO_ERROR && greys.every((grey, i) => Math.abs(seen[i * 4]! - grey) <= 1);
  }

  private texture(filter: number): WebGLTexture {
    const { gl } = this;
    const texture = made(gl.createTexture());
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return texture;
  }
}
