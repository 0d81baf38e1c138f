using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Edit;
using Bff.Support.Knowledge.Publish;
using Bff.Support.Knowledge.Review;
using Bff.Support.Knowledge.Trial;
using Bff.Support.Knowledge.Unanswered;

namespace Bff.Support;

/// <summary>
/// Routes of the knowledge base. Editors of a hospital have their hospital's part; city-wide editors the city's, or with <c>?hospital=</c>
/// any.
/// </summary>
internal static class KnowledgeEndpoints
{
    public static void MapKnowledge(this IEndpointRouteBuilder app)
    {
        var kb = app.MapGroup("/api/staff/kb").RequireAuthorization(SupportServices.StaffEditor).WithTags("knowledge")
            .AddEndpointFilter(KnowledgeScope.FindAsync).ProducesErrors(404)
            .DescribesParameter(
                "hospital", "Code of the hospital whose part is meant; the editor's own, or the city's, when left out.",
                ParameterPlace.Query);
        kb.MapIntents();
        kb.MapDocuments();
        kb.MapSheets();
        kb.MapTrials();
        kb.MapReview();
        kb.MapVersions();
        kb.MapUnanswered();
    }
}
