using Bff.Film.Identity;

namespace Bff.Film.Ingest;

/// <summary>
/// Decides which instances join the study they name: those of its patient (PS3.3 A.1.2). All runs while the study's row is locked, so that
/// two patients under one new UID meet one after the other.
/// </summary>
internal sealed class StudyFiling(StudyRows rows, FilingStore filings)
{
    /// <summary>Judges the instances of one study UID; those that join it are answered with their rows, to be inserted.</summary>
    public async Task<List<InstanceToAdd>> FileAsync(Intake intake, List<ReceivedInstance> received)
    {
        if (await StudyAsync(intake, received) is not { } study) return [];
        foreach (var patient in received.Where(r => !intake.Judged.TryGetValue(r, out var known) || known.MayCorrect)
            .GroupBy(r => r.Attributes.Identity))
            study = await JudgeAsync(intake, study, [.. patient]);
        var added = new List<InstanceToAdd>();
        foreach (var series in received.Where(intake.IsKept).GroupBy(r => r.Attributes.SeriesInstanceUid)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var seriesId = await rows.AddSeriesAsync(intake, study.Id, series.First().Attributes);
            added.AddRange(series.Select(r => new InstanceToAdd(r, study.Id, seriesId)));
        }
        return added;
    }

    /// <summary>
    /// The study begins with the first that is not refused already. What is held with other bytes begins none, but may be of another
    /// patient than the study that is there.
    /// </summary>
    private async Task<LockedStudy?> StudyAsync(Intake intake, List<ReceivedInstance> received)
    {
        if (received.Find(r => !intake.Judged.ContainsKey(r)) is { } first) return await rows.AddAsync(intake, first.Attributes);
        return received.Exists(r => intake.Judged[r].MayCorrect)
            ? await rows.LockAsync(intake.Connection, intake.HospitalId, received[0].Attributes.StudyInstanceUid, intake.Stop)
            : null;
    }

    /// <summary>Judges instances that say the same of their patient; the study as it is afterwards.</summary>
    private async Task<LockedStudy> JudgeAsync(Intake intake, LockedStudy study, List<ReceivedInstance> patient)
    {
        var identity = patient[0].Attributes.Identity;
        var differs = identity.DiffersFrom(study.Identity);
        if (differs.Count > 0)
        {
            var judged = await filings.JudgeAsync(intake, identity, differs, patient);
            // One that is held with other bytes joins nothing, but waits with the others for staff to tell which is right.
            foreach (var instance in patient.Where(r => !intake.Judged.ContainsKey(r) || judged.Verdict == Verdict.SetAside))
                intake.Judged[instance] = judged;
            return study;
        }
        foreach (var instance in patient.Where(r => !intake.Judged.ContainsKey(r)))
        {
            var filled = study.FilledFrom(instance.Attributes);
            var fills = filled != study;
            if (fills) await rows.FillAsync(intake, study, instance.Attributes);
            study = filled;
            intake.Judged[instance] = new Judged(
                fills ? Verdict.Filled : study.HasOtherAccession(instance.Attributes) ? Verdict.AccessionDiffers : Verdict.Stored);
        }
        return study;
    }
}
