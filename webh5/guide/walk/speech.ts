import { ref, watch } from 'vue';
import { remember, remembered } from '../../shared/preferences';

/** What the page says: shown in a live region always, spoken when the voice is on. */
export const said = ref('');
export const canSpeak = 'speechSynthesis' in window;
export const voice = ref(canSpeak && remembered('guide-voice') !== '0');

watch(voice, (on) => {
  remember('guide-voice', on ? '1' : '0');
  if (!on) hush();
});

/** Shows and speaks a sentence; a newer one cuts the older short. `spoken` may say more than the screen shows. */
export function say(text: string, spoken = text): void {
  said.value = text;
  if (!voice.value || !canSpeak) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(spoken);
  words.lang = 'zh-CN';
  words.rate = 0.95;
  speechSynthesis.speak(words);
}

export function hush(): void {
  if (canSpeak) speechSynthesis.cancel();
}

interface Recognition {
  lang: string;
  interimResults: boolean;
  onresult:
    ((event: { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }> }) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

const browser = window as unknown as { SpeechRecognition?: new () => Recognition; webkitSpeechRecognition?: new () => Recognition };
const Recognizer = browser.SpeechRecognition ?? browser.webkitSpeechRecognition;

/** False where the browser cannot listen; the button is hidden then. */
export const canListen = Recognizer !== undefined;

/** Listens to one sentence. @returns what stops listening */
export function listen(heard: (text: string, isFinal: boolean) => void, ended: (trouble: string | null) => void): () => void {
  const recognition = new Recognizer!();
  let trouble: string | null = null;
  recognition.lang = 'zh-CN';
  recognition.interimResults = true;
  recognition.onresult = (event) => {
    const result = event.results[event.results.length - 1];
    if (result?.[0]) heard(result[0].transcript.replace(/[。？！，]+$/, ''), result.isFinal);
  };
  recognition.onerror = ({ error }) => {
    trouble = error === 'not-allowed' ? '没有使用话筒的权限，请打字搜索。' : error === 'no-speech' ? '没有听到声音，请再说一次。' : '暂时听不了，请打字搜索。';
  };
  recognition.onend = () => ended(trouble);
  recognition.start();
  return () => recognition.stop();
}
