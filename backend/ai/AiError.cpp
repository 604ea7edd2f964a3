// See AiError.h: the table of ai.md 2.6.
#include "backend/ai/AiError.h"

#include <array>

namespace socle::ai {

namespace {

struct Row
{
    AiCode code;
    int status;
    std::string_view text;
    std::string_view message;
};

constexpr std::array kRows{
    Row{AiCode::BadRequest, 400, "bad_request", "The request is not valid."},
    Row{AiCode::ModelUnknown, 400, "model_unknown", "There is no such model."},
    Row{AiCode::Unauthenticated, 401, "unauthenticated", "Sign in to use this."},
    Row{AiCode::AiDisabled, 403, "ai_disabled", "AI is switched off on this server."},
    Row{AiCode::AccessDenied, 403, "access_denied", "You are not allowed to use this AI feature."},
    Row{AiCode::InputTooLarge, 413, "input_too_large", "The input is too large."},
    Row{AiCode::ContextOverflow, 422, "context_overflow", "The conversation does not fit the model."},
    Row{AiCode::FilterInvalid, 422, "filter_invalid",
        "The generated filter is not valid for this collection."},
    Row{AiCode::OutputInvalid, 422, "output_invalid", "The model's answer could not be used."},
    Row{AiCode::NotSupportedOffline, 422, "not_supported_offline",
        "The built-in offline engine cannot do this; choose a model provider."},
    Row{AiCode::ProviderRejected, 422, "provider_rejected", "The provider refused the request."},
    Row{AiCode::RateLimited, 429, "rate_limited", "Too many AI requests."},
    Row{AiCode::TooManyConcurrent, 429, "too_many_concurrent", "Too many AI requests at once."},
    Row{AiCode::ProviderAuth, 502, "provider_auth", "The provider did not accept the credentials."},
    Row{AiCode::ProviderBadResponse, 502, "provider_bad_response",
        "The provider's answer could not be read."},
    Row{AiCode::ProviderUnavailable, 503, "provider_unavailable", "The provider cannot be reached."},
    Row{AiCode::ProviderRateLimited, 503, "provider_rate_limited",
        "The provider is limiting requests."},
    Row{AiCode::ProviderQuota, 503, "provider_quota", "The provider's quota is used up."},
    Row{AiCode::ProviderTimeout, 504, "provider_timeout", "The provider took too long."},
    Row{AiCode::Canceled, 499, "canceled", "The request was canceled."},
};

const Row &rowOf(AiCode code)
{
    for (const Row &row : kRows) {
        if (row.code == code) {
            return row;
        }
    }
    return kRows.front();
}

} // namespace

std::string_view codeText(AiCode code)
{
    return rowOf(code).text;
}

int statusOf(AiCode code)
{
    return rowOf(code).status;
}

std::string_view fixedMessage(AiCode code)
{
    return rowOf(code).message;
}

bool isProviderFailure(AiCode code)
{
    const int status = statusOf(code);
    return status >= 502 && code != AiCode::ProviderBadResponse;
}

} // namespace socle::ai
