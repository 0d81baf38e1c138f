using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// Builds the walk graph of a plan: doors join the areas they touch, areas join their doors, connectors join floors, lines join what they
/// meet.
/// </summary>
public static class PlanGraph
{
    // All areas together; beyond it areas are walked on a grid. About ten seconds.
    private const long MaxSightTests = 5_000_000_000;

    /// <summary>The plan with its graph. What had to be guessed or left out goes into <paramref name="lint"/>.</summary>
    public static Venue Build(Plan plan, LintReport lint)
    {
        var draft = new PlanDraft(plan, lint);
        PlanPlaces.StandOnLines(draft);
        new PlanLines(draft).Add();
        new PlanDoors(draft).Add();
        if (plan.OpenBorders != OpenBorders.None) new PlanBorders(draft).Add();
        new PlanConnectors(draft).Add();
        var pois = new PlanPlaces(draft).Add();
        Walks(draft);
        return new()
        {
            Name = plan.Name,
            Frame = plan.Frame,
            Campuses = plan.Campuses,
            Buildings = plan.Buildings,
            Levels = plan.Levels,
            Areas = plan.Areas,
            Doors = draft.Doors,
            Connectors = draft.Connectors,
            Pois = pois,
            Hours = plan.Hours,
            Graph = draft.Graph.Build(),
        };
    }

    private static void Walks(PlanDraft draft)
    {
        var tests = MaxSightTests;
        for (var i = 0; i < draft.Plan.Areas.Count; i++)
        {
            var area = draft.Plan.Areas[i];
            if (draft.Shafts.Contains(i) || area.Kind == AreaKind.Closed) continue;
            var kind = area.Kind == AreaKind.Outdoor ? EdgeKind.Outdoor : EdgeKind.Walk;
            if (!new AreaWalks(draft.Graph, area, i).Join(draft.Portals[i], kind, area.Barriers, area.Hours, ref tests))
                draft.Report(Severity.Notice, "area.no_line_of_sight", $"区域“{draft.AreaName(i)}”内有的门之间没有可见通路，已用直线相连。", area.Id, area.Level,
                    area.Shape.InnerPoint());
        }
    }
}
