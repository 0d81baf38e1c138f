using System.CommandLine;

namespace Bff.Guide;

/// <summary><c>bff guide …</c>: import and export maps, route and measure.</summary>
internal static class GuideCommands
{
    public static Command Create() =>
        new("guide", "Indoor navigation.") { GuideImportCommand.Create(), GuideExportCommand.Create(), GuideRouteCommand.Create(), GuideBenchCommand.Create() };
}
