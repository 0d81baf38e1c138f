using System.CommandLine;
using Wayfinding.Model;

namespace Bff.Guide.Commands;

/// <summary><c>bff guide …</c>: import and export maps, route and measure.</summary>
public static class GuideCommands
{
    /// <summary>The verb with its own verbs.</summary>
    /// <param name="sandbox">Makes the hospital that the verbs know by the name <c>sandbox</c>.</param>
    public static Command Create(Func<Venue> sandbox)
    {
        var maps = new MapFiles(sandbox);
        return new("guide", "Indoor navigation.")
        {
            ImportCommand.Create(), ExportCommand.Create(maps), RouteCommand.Create(maps), BenchCommand.Create(),
        };
    }
}
