/** Lossless samples of one frame, as stored by the engine (before modality and VOI transformation). */
export interface Samples {
  readonly rows: number;
  readonly columns: number;
  /** One value per pixel, row by row: 8 bit, unsigned 16 bit or signed 16 bit. */
  readonly values: Uint8Array | Uint16Array | Int16Array;
}

/** How the bytes of a samples response are laid out. */
export interface SamplesLayout {
  readonly rows: number;
  readonly columns: number;
  readonly bytesPerSample: 1 | 2;
  readonly isSigned: boolean;
}

/** Size of a level of the pyramid: every level halves the one before, rounding up. */
export function levelSize(size: number, level: number): number {
  return Math.ceil(size / 2 ** level);
}

/**
 * Decodes the body of `/frames/{n}/samples` (already gunzipped by the browser): zigzagged differences to the left
 * neighbour (the pixel above in the first column), 16-bit samples as a plane of low bytes and a plane of high bytes.
 * @throws RangeError when the body does not hold exactly one frame.
 */
export function decodeSamples(body: Uint8Array, layout: SamplesLayout): Samples {
  const { rows, columns, bytesPerSample, isSigned } = layout;
  const count = rows * columns;
  if (body.length !== count * bytesPerSample) {
    throw new RangeError(`samples: ${body.length} bytes for ${columns}x${rows}x${bytesPerSample}`);
  }
  if (bytesPerSample === 1) {
    return { rows, columns, values: decodePlane8(body, rows, columns) };
  }
  const words = decodePlanes16(body, rows, columns);
  return { rows, columns, values: isSigned ? new Int16Array(words.buffer) : words };
}

function decodePlane8(body: Uint8Array, rows: number, columns: number): Uint8Array {
  const out = new Uint8Array(rows * columns);
  let above = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    let previous = above;
    for (let column = 0; column < columns; column++, i++) {
      const z = body[i]!;
      previous = (previous + ((z >> 1) ^ -(z & 1))) & 0xff;
      out[i] = previous;
      if (column === 0) above = previous;
    }
  }
  return out;
}

function decodePlanes16(body: Uint8Array, rows: number, columns: number): Uint16Array {
  const count = rows * columns;
  const out = new Uint16Array(count);
  let above = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    let previous = above;
    for (let column = 0; column < columns; column++, i++) {
      const z = body[i]! | (body[count + i]! << 8);
      previous = (previous + ((z >> 1) ^ -(z & 1))) & 0xffff;
      out[i] = previous;
      if (column === 0) above = previous;
    }
  }
  return out;
}
