import { describe, expect, it } from 'vitest';
import { emptyLog, hasHole, withAnswer, withMessages, type MessageLog } from './messageLog';

interface Line {
  readonly number: number;
  readonly text: string;
}
const line = (number: number, text = `m${number}`): Line => ({ number, text });
const start: MessageLog<Line> = emptyLog;
const numbers = (log: MessageLog<Line>): number[] => log.messages.map((message) => message.number);

describe('message log', () => {
  it('shows every number once and in order, however often and in whatever order it arrives', () => {
    const log = withMessages(withMessages(start, [line(2), line(1)]), [line(2), line(3), line(1)]);
    expect(numbers(log)).toEqual([1, 2, 3]);
    expect(log.completeTo).toBe(3);
  });

  it('knows a hole and does not resume behind it', () => {
    const log = withMessages(withMessages(start, [line(1)]), [line(4)]);
    expect(log.completeTo).toBe(1);
    expect(hasHole(log)).toBe(true);
    const filled = withAnswer(log, 1, [line(2), line(3), line(4)], 4);
    expect(numbers(filled)).toEqual([1, 2, 3, 4]);
    expect(filled.completeTo).toBe(4);
    expect(hasHole(filled)).toBe(false);
  });

  it('takes numbers the host leaves out as not meant for this reader', () => {
    const log = withAnswer(start, 0, [line(1), line(4)], 5);
    expect(numbers(log)).toEqual([1, 4]);
    expect(log.completeTo).toBe(4);
    const settled = withAnswer(log, 4, [], 5);
    expect(settled.completeTo).toBe(5);
    expect(withMessages(settled, [line(6)]).completeTo).toBe(6);
  });

  it('does not believe an answer that starts behind a hole', () => {
    const log = withAnswer(withMessages(start, [line(1)]), 5, [line(6)], 6);
    expect(log.completeTo).toBe(1);
    expect(hasHole(log)).toBe(true);
  });

  it('joins a live message that came while the answer was on its way', () => {
    const log = withAnswer(withMessages(start, [line(4)]), 0, [line(1), line(2), line(3)], 3);
    expect(numbers(log)).toEqual([1, 2, 3, 4]);
    expect(log.completeTo).toBe(4);
  });

  it('knows that a long answer came in part', () => {
    const log = withAnswer(start, 0, [line(1), line(2)], 900);
    expect(log.completeTo).toBe(2);
    expect(withAnswer(log, 2, [line(3)], 3).completeTo).toBe(3);
  });

  it('keeps the later version of a message', () => {
    expect(withMessages(withMessages(start, [line(1, 'old')]), [line(1, 'rated')]).messages[0]!.text).toBe('rated');
  });

  it('ends the same for every interleaving of live messages, repeats and answers', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let run = 0; run < 200; run++) {
      const all = Array.from({ length: 30 }, (_, i) => line(i + 1)).filter((one) => one.number % 7 !== 0);
      const last = all[all.length - 1]!.number;
      let log = start;
      for (let step = 0; step < 40; step++) {
        const know = random(last) + 1;
        if (random(3) > 0) log = withMessages(log, all.filter((one) => one.number === know));
        else
          log = withAnswer(
            log,
            log.completeTo,
            all.filter((one) => one.number > log.completeTo && one.number <= know),
            Math.max(know, log.completeTo),
          );
      }
      while (log.completeTo < last)
        log = withAnswer(log, log.completeTo, all.filter((one) => one.number > log.completeTo).slice(0, 4), last);
      expect(log.messages).toEqual(all);
      expect(hasHole(log)).toBe(false);
    }
  });
});
