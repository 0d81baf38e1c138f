import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../api/kb';
import { flowFaults } from './flowCheck';

const intents = new Set(['取消预约', '改约']);
const flow: Flow = {
  name: '退号向导',
  intent: '取消预约',
  steps: [
    { id: 'when', question: '哪一天的号？', slot: 'date', next: 'paid' },
    { id: 'paid', question: '付过了吗？', choices: [{ text: '付了', next: 'refund' }, { text: '想改天', jump: '改约' }] },
    { id: 'refund', say: '原路退回。', service: 'visits' },
  ],
};
const withStep = (index: number, change: object): Flow => ({
  ...flow,
  steps: flow.steps.map((step, i) => (i === index ? { ...step, ...change } : step)),
});

describe('flow check', () => {
  it('has nothing against a flow that leads to an end', () => expect(flowFaults(flow, intents)).toEqual([]));

  it('passes every flow the sandbox ships', () => {
    const shipped = JSON.parse(readFileSync(new URL('../../../bff/Demo/Knowledge/knowledge.json', import.meta.url), 'utf8')) as {
      flows: Flow[];
      intents: { name: string }[];
    };
    const names = new Set(shipped.intents.map((intent) => intent.name));
    expect(shipped.flows.length).toBeGreaterThan(0);
    for (const one of shipped.flows) expect(flowFaults(one, names)).toEqual([]);
  });

  it.each([
    ['an unknown intent', { ...flow, intent: '没有的' }, '没有“没有的”这个问题'],
    ['no steps', { ...flow, steps: [] }, '至少要有一步'],
    ['an empty question', withStep(0, { question: ' ' }), '第 1 步：还没有写问题'],
    ['a slot that leads nowhere', withStep(0, { next: null }), '第 1 步：还没有选下一步'],
    ['a choice that leads nowhere', withStep(1, { choices: [{ text: '付了', next: 'gone' }] }), '第 2 步：选项“付了”没有去处'],
    ['a step nobody reaches', withStep(1, { choices: [{ text: '想改天', jump: '改约' }] }), '第 3 步：没有哪一步会走到这里'],
    ['an empty answer', withStep(2, { say: '' }), '第 3 步：还没有写回答'],
    ['two steps of one id', withStep(2, { id: 'paid' }), '有两步的编号相同'],
    ['a circle', { ...flow, steps: [{ id: 'a', question: '？', choices: [{ text: '再来', next: 'a' }] }] }, '会一直绕圈，走不到结束'],
  ])('finds %s', (_, faulty, words) => expect(flowFaults(faulty, intents).join('；')).toContain(words));
});
