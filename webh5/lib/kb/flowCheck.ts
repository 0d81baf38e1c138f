import type { Flow, FlowStep } from '../../api/kb';

/** What is wrong with a flow, in words for its editor; empty when a patient can walk it to an end from every step. */
export function flowFaults(flow: Flow, intents: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const steps = new Map(flow.steps.map((step) => [step.id, step]));
  if (!flow.name.trim()) faults.push('流程还没有名称');
  if (!intents.has(flow.intent)) faults.push(`没有“${flow.intent}”这个问题，流程不会出现`);
  if (flow.steps.length === 0) return [...faults, '至少要有一步'];
  if (steps.size < flow.steps.length) faults.push('有两步的编号相同');
  flow.steps.forEach((step, i) => faults.push(...stepFaults(step, steps, intents).map((fault) => `第 ${i + 1} 步：${fault}`)));
  const reached = reachable(flow.steps[0]!.id, steps);
  flow.steps.forEach((step, i) => {
    if (!reached.has(step.id)) faults.push(`第 ${i + 1} 步：没有哪一步会走到这里`);
  });
  const ending = flow.steps.filter((step) => ends(step)).map((step) => step.id);
  if (faults.length === 0 && !Array.from(reached).every((id) => Array.from(reachable(id, steps)).some((one) => ending.includes(one))))
    faults.push('会一直绕圈，走不到结束');
  return faults;
}

function stepFaults(step: FlowStep, steps: ReadonlyMap<string, FlowStep>, intents: ReadonlySet<string>): string[] {
  if (step.say != null) return step.say.trim() ? [] : ['还没有写回答'];
  const faults: string[] = [];
  if (!step.question?.trim()) faults.push('还没有写问题');
  const choices = step.choices ?? [];
  if (choices.length === 0 && !step.slot) faults.push('要有选项，或者要记下一项信息');
  if (choices.length === 0 && step.slot && !step.next) faults.push('还没有选下一步');
  if (step.next && !steps.has(step.next)) faults.push('下一步不存在');
  for (const choice of choices) {
    if (!choice.text.trim()) faults.push('有选项没有文字');
    if (choice.next ? !steps.has(choice.next) : !choice.jump || !intents.has(choice.jump)) faults.push(`选项“${choice.text}”没有去处`);
  }
  return faults;
}

const ends = (step: FlowStep): boolean => step.say != null || (step.choices ?? []).some((choice) => choice.jump);

function reachable(from: string, steps: ReadonlyMap<string, FlowStep>): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    for (const next of [step.next, ...(step.choices ?? []).map((choice) => choice.next)]) if (next) open.push(next);
  }
  return seen;
}
