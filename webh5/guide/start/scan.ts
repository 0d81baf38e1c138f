/** True where the page can open a camera; the button is hidden otherwise. */
export const canScan = typeof navigator.mediaDevices?.getUserMedia === 'function';

interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

const browser = window as unknown as {
  BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<readonly string[]> };
};
const restMs = 150;
const longSide = 640;

/** Opens the back camera. @throws Error in words for a reader */
export async function openCamera(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') throw new Error('没有相机权限。请在手机设置里允许使用相机，或输入牌子上的编号。');
    if (name === 'NotFoundError' || name === 'OverconstrainedError') throw new Error('这部手机没有可用的相机，请输入牌子上的编号。');
    throw new Error('相机暂时打不开，请输入牌子上的编号。');
  }
}

/**
 * Reads picture codes from a playing video until stopped; each text read is told once in a row.
 * @param failed told when the reader's script did not come
 * @returns what stops it
 */
export function readCodes(video: HTMLVideoElement, read: (text: string) => void, failed: () => void): () => void {
  let isOver = false;
  let last = '';
  const watch = async (detect: Detect): Promise<void> => {
    while (!isOver) {
      const text = video.videoWidth > 0 ? await detect(video).catch(() => null) : null;
      if (isOver) return;
      if (text && text !== last) read((last = text));
      await new Promise((done) => setTimeout(done, restMs));
    }
  };
  ownDetector().then((own) => own ?? scriptDetector()).then(watch, failed);
  return () => {
    isOver = true;
  };
}

type Detect = (video: HTMLVideoElement) => Promise<string | null>;

/** The browser's own reader, where it has one for this kind of code. */
async function ownDetector(): Promise<Detect | null> {
  const { BarcodeDetector } = browser;
  try {
    if (!BarcodeDetector || !(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return null;
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  } catch {
    // Some browsers name the reader and have none.
    return null;
  }
}

/** A QR reader in script, fetched on the first scan. */
async function scriptDetector(): Promise<Detect> {
  const { default: jsQR } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d')!;
  return async (video) => {
    const scale = Math.min(1, longSide / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null;
  };
}
