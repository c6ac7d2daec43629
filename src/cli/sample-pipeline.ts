import {join} from 'node:path'
import {shiftDates} from '../app/shift-dates.js'
import {parseCalendarDate} from '../domain/review/calendar-date.js'
import {zoneCalendar} from '../domain/schedule/zone-calendar.js'
import type {CommandContext} from './context.js'

/** The day on which the sample's second week was taken; its dates are moved so that this day is today. */
const sampleDate = '2026-11-23'

/** Writes one of the two weeks of the sample, as of today. */
export async function writeSample(
  {host, clock}: Pick<CommandContext, 'host' | 'clock'>,
  name: 'pipeline.csv' | 'pipeline-next-week.csv',
  target: string,
): Promise<void> {
  const today = zoneCalendar(host.timeZone).dateOf(clock.now().getTime())
  const sample = await host.readText(join(host.examplesFolder, 'data', name))
  await host.writeFile(target, [shiftDates(sample, today - parseCalendarDate(sampleDate)!)])
}
