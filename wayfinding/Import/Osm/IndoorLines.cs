using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>Centre lines as parts of a plan, and what stands on their points.</summary>
internal sealed class IndoorLines(Plan plan, IndoorLevels levelsOf, AccessTags access, LintReport lint)
{
    public void AddLevels(TaggedFeature f)
    {
        if (!f.Tags.ContainsKey("level") || levelsOf.Of(f) is not [var only]) return;
        foreach (var key in f.Keys) levelsOf.Meet(key, only);
    }

    public void Add(TaggedFeature f)
    {
        var levels = levelsOf.Of(f);
        if (levels.Count == 0) return;
        if (!f.Tags.ContainsKey("level") && f["highway"] == "steps")
            lint.Notice("steps.no_level", $"楼梯 {f.Id} 没有楼层标注。", f.Id, null, f.Points[0]);
        var (keys, points) = (f.Keys.ToList(), f.Points.Select(plan.Frame.ToLocal).ToList());
        var ((from, to), passage) = (levelsOf.EndsOf(f, levels), access.Of(f));
        var conveys = f["conveying"].Trim() is not ("" or "no");
        if (f["conveying"] is "yes" or "reversible")
            lint.Notice("escalator.no_direction", $"自动扶梯 {f.Id} 没有标注运行方向，按双向处理。", f.Id, null, f.Points[0]);
        if (passage.Flow == Flow.Backward)
        {
            keys.Reverse();
            points.Reverse();
            (from, to) = (to, from);
        }
        var kind = f.Is("highway", "steps") ? conveys ? LineKind.Escalator : LineKind.Stairs
            : from != to && f.Tags.ContainsKey("level") ? LineKind.Ramp
                : f.Is("indoor", "yes") || f.Is("highway", "corridor") || f.Is("tunnel", "yes") ? LineKind.Walk : LineKind.Outdoor;
        plan.Lines.Add(new(f.Id, keys, points, levelsOf.IndexOf(from), levelsOf.IndexOf(to), kind)
        {
            Barriers = passage.Barriers,
            Hours = passage.Hours,
            OneWay = passage.Flow != Flow.Both,
        });
        for (var i = 0; i < keys.Count; i++) levelsOf.Meet(keys[i], i == keys.Count - 1 ? to : from);
    }

    /// <summary>What stands on the points of lines: by their own tags, else by a wall or kerb that is drawn across.</summary>
    public void AddGates(IReadOnlyList<TaggedFeature> features)
    {
        var walked = plan.Lines.SelectMany(l => l.Keys).ToHashSet();
        var spoken = new HashSet<string>();
        foreach (var f in features.Where(f => f.IsPoint && walked.Contains(f.Keys[0]) && !f.Is("highway", "elevator")))
        {
            var passage = access.Of(f);
            var isDoor = IndoorTags.IsDoor(f);
            if (isDoor || f.Tags.ContainsKey("barrier") || f.Tags.ContainsKey("kerb")) spoken.Add(f.Keys[0]);
            if (!passage.IsFree || f["entrance"] == "exit")
                plan.Gates[f.Keys[0]] = new(passage.Barriers, passage.Hours) { IsDoor = isDoor, IsExitOnly = f["entrance"] == "exit" };
        }
        foreach (var f in features.Where(f => !f.IsPoint && f.Tags.ContainsKey("barrier") && !IndoorTags.IsLine(f)))
            foreach (var key in f.Keys.Where(k => walked.Contains(k) && spoken.Add(k))) Across(f, key);
    }

    // A line that crosses a wall at one of its points has a gap there, most likely: walkers are let through, wheels are not.
    private void Across(TaggedFeature f, string key)
    {
        var passage = access.Of(f);
        var flush = f["barrier"] == "kerb" && (passage.Barriers & Barriers.NoWheelchair) == 0;
        if (flush) return;
        lint.Warn("barrier.across", $"{f.Id}（barrier={f["barrier"]}）横在通道上而没有标出缺口，按轮椅不可通行处理。", f.Id, f["level"],
            f.Points[Math.Max(0, f.Keys.ToList().IndexOf(key))]);
        plan.Gates[key] = new(Barriers.NoWheelchair, -1);
    }
}
