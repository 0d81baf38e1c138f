using System.CommandLine;

namespace Bff.Guide;

internal static class GuideRouteCommand
{
    public static Command Create() => new("route", "Route between two places.");
}
