import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  TooltipComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
} from 'echarts/components';
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

/** @param fontSize of every word in the chart, px */
export function draw(box: HTMLElement, fontSize: number): EChartsType {
  const axis = { axisLabel: { fontSize } };
  return init(
    box,
    {
      textStyle: { fontSize },
      categoryAxis: axis,
      valueAxis: axis,
      legend: { textStyle: { fontSize } },
      tooltip: { textStyle: { fontSize } },
    },
    { renderer: 'svg', locale: 'ZH' },
  );
}
