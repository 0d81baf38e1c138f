/** The film slice's answers as the pages read them. */
import type { components } from './openapi';

type Schemas = components['schemas'];

export interface FileWindow {
  readonly center: number;
  readonly width: number;
  readonly function?: string;
  readonly explanation?: string | null;
}

/** What a viewer needs to know of one instance's pixels: dicom-render's ImageDescription. */
export interface ImageDescription {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  /** 3 for colour of any kind, 1 for grey. */
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: string;
  readonly bitsStored: number;
  readonly isSigned: boolean;
  readonly bytesPerSample: number;
  /** Halved levels of a large image, level 0 included. */
  readonly levels?: number;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  readonly hasModalityLut: boolean;
  /** Whether values are Hounsfield units: only then the windows of CT mean anything. */
  readonly isHounsfield?: boolean;
  readonly padding?: { readonly low: number; readonly high: number } | null;
  /** The file's polarity: true when the least value is white. */
  readonly invert: boolean;
  readonly windows: readonly FileWindow[];
  readonly voiLuts?: readonly string[];
  /** How many of them hold for every frame; absent: all. */
  readonly sharedVoiLuts?: number | null;
  /** Of one frame: the table it opens with. */
  readonly voiLut?: number | null;
  /** Labels of the planes that may be drawn over the picture. */
  readonly overlays?: readonly string[];
  /** What to show first; absent where a VOI LUT or the frame's own extremes take over. */
  readonly defaultWindow?: FileWindow | null;
  /** Whether that window was made of the pixels, one for the series: the server's own picture may show another. */
  readonly isAutomatic?: boolean;
  /** Frame numbers from 1 in the order they are shown; absent: as in the file. */
  readonly frameOrder?: readonly number[] | null;
  /** Row spacing, column spacing in mm. */
  readonly pixelSpacing?: readonly number[] | null;
  readonly pixelSpacingKind?: string;
  readonly pixelAspectRatio?: readonly number[] | null;
  readonly frameTimeMs?: number | null;
  /** What differs frame by frame; absent values are as for the whole image. */
  readonly perFrame?: readonly FrameDescription[] | null;
}

export type FrameDescription = {
  readonly [name in 'rescaleSlope' | 'rescaleIntercept' | 'windows' | 'defaultWindow' | 'voiLut' | 'pixelSpacing']?: ImageDescription[name];
};

/** The descriptions are the engine's own JSON, which the host's description leaves open. */
export type FilmManifest = Omit<Schemas['Manifest'], 'images'> & { readonly images: readonly ImageDescription[] };

/** Problem details (RFC 9457) with our stable code. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly status?: number;
  readonly errors?: { readonly [field: string]: string[] };
}
