const vertexShader = `
attribute vec2 corner;
uniform vec4 place;
varying vec2 at;
void main() {
  at = corner;
  gl_Position = vec4(place.xy + corner * place.zw, 0.0, 1.0);
}`;

/** 16-bit samples to greys by way of a table. */
export const windowShader = `
precision highp float;
uniform sampler2D source;
uniform sampler2D table;
uniform float wide;
varying vec2 at;
void main() {
  vec4 s = texture2D(source, at);
  vec2 index = floor(vec2(s.r, s.a * wide) * 255.0 + 0.5);
  float grey = texture2D(table, (index + 0.5) / 256.0).r;
  gl_FragColor = vec4(grey, grey, grey, 1.0);
}`;

/** A picture as it is, or inverted. */
export const pictureShader = `
precision highp float;
uniform sampler2D source;
uniform float invert;
varying vec2 at;
void main() {
  vec3 colour = texture2D(source, at).rgb;
  gl_FragColor = vec4(mix(colour, 1.0 - colour, invert), 1.0);
}`;

export interface Program {
  readonly program: WebGLProgram;
  readonly uniform: (name: string) => WebGLUniformLocation | null;
}

/** Compiles a fragment shader with the one vertex shader there is. @throws when the driver refuses it */
export function link(gl: WebGLRenderingContext, fragment: string): Program {
  const program = made(gl.createProgram());
  for (const [type, source] of [[gl.VERTEX_SHADER, vertexShader], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = made(gl.createShader(type));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.bindAttribLocation(program, 0, 'corner');
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'link');
  const known = new Map<string, WebGLUniformLocation | null>();
  const uniform = (name: string): WebGLUniformLocation | null => {
    if (!known.has(name)) known.set(name, gl.getUniformLocation(program, name));
    return known.get(name)!;
  };
  return { program, uniform };
}

/** @throws when the driver made nothing */
export function made<T>(value: T | null): T {
  if (value === null) throw new Error('WebGL object not created');
  return value;
}
