/** The film slice's answers as the pages read them. */

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
  readonly padding?: { readonly low: number; readonly high: number } | null;
  /** The file's polarity: true when the least value is white. */
  readonly invert: boolean;
  readonly windows: readonly FileWindow[];
  readonly voiLuts?: readonly string[];
  /** What to show first; absent where a VOI LUT or the frame's own extremes take over. */
  readonly defaultWindow?: FileWindow | null;
  /** Row spacing, column spacing in mm. */
  readonly pixelSpacing?: readonly number[] | null;
  readonly pixelSpacingKind?: string;
  readonly pixelAspectRatio?: readonly number[] | null;
  readonly frameTimeMs?: number | null;
  /** What differs frame by frame; absent values are as for the whole image. */
  readonly perFrame?: readonly FrameDescription[] | null;
}

export type FrameDescription = {
  readonly [name in 'rescaleSlope' | 'rescaleIntercept' | 'windows' | 'defaultWindow' | 'pixelSpacing']?: ImageDescription[name];
};

export interface FilmInstance {
  readonly sopInstanceUid: string;
  readonly instanceNumber: number | null;
  readonly state: 'ready' | 'processing' | 'failed' | 'notImage';
  /** Index into the manifest's images. */
  readonly image: number | null;
  readonly frames: number;
}

export interface FilmSeries {
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number | null;
  readonly modality: string;
  readonly seriesDescription: string | null;
  readonly bodyPartExamined: string | null;
  readonly instances: readonly FilmInstance[];
}

export interface FilmManifest {
  readonly study: {
    readonly studyInstanceUid: string;
    readonly studyDate: string | null;
    readonly studyTime: string | null;
    readonly studyDescription: string | null;
    readonly accessionNumber: string | null;
    readonly modalities: readonly string[];
    readonly patient: { readonly name: string; readonly sex: string | null; readonly age: string | null };
  };
  readonly hospital: { readonly code: string; readonly name: string };
  readonly expiresAt: string;
  readonly purpose: string | null;
  readonly report: { readonly text: string; readonly publishedAt: string | null } | null;
  readonly firstImage: { readonly series: number; readonly instance: number; readonly frame: number; readonly url: string } | null;
  readonly images: readonly ImageDescription[];
  readonly series: readonly FilmSeries[];
}

/** Problem details (RFC 9457) with our stable code. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly status?: number;
  readonly errors?: { readonly [field: string]: string[] };
}
