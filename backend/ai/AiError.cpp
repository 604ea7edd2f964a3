// See AiError.h: the table of ai.md 2.6.
#include "backend/ai/AiError.h"

#include <array>

namespace socle::ai {

namespace {

struct CodeRow
{
    AiCode code;
    int status;
    std::string_view text;
    std::string_view message;
};

constexpr std::array kRows{
    CodeRow{AiCode::BadRequest, 400, "bad_request", "The request is not valid."},
    CodeRow{AiCode::ModelUnknown, 400, "model_unknown", "There is no such model."},
    CodeRow{AiCode::Unauthenticated, 401, "unauthenticated", "Sign in to use this."},
    CodeRow{AiCode::AiDisabled, 403, "ai_disabled", "AI is switched off on this server."},
    CodeRow{AiCode::AccessDenied, 403, "access_denied", "You are not allowed to use this AI feature."},
    CodeRow{AiCode::InputTooLarge, 413, "input_too_large", "The input is too large."},
    CodeRow{AiCode::ContextOverflow, 422, "context_overflow", "The conversation does not fit the model."},
    CodeRow{AiCode::FilterInvalid, 422, "filter_invalid",
        "The generated filter is not valid for this collection."},
    CodeRow{AiCode::OutputInvalid, 422, "output_invalid", "The model's answer could not be used."},
    CodeRow{AiCode::NotSupportedOffline, 422, "not_supported_offline",
        "The built-in offline engine cannot do this; choose a model provider."},
    CodeRow{AiCode::ProviderRejected, 422, "provider_rejected", "The provider refused the request."},
    CodeRow{AiCode::RateLimited, 429, "rate_limited", "Too many AI requests."},
    CodeRow{AiCode::TooManyConcurrent, 429, "too_many_concurrent", "Too many AI requests at once."},
    CodeRow{AiCode::ProviderAuth, 502, "provider_auth", "The provider did not accept the credentials."},
    CodeRow{AiCode::ProviderBadResponse, 502, "provider_bad_response",
        "The provider's answer could not be read."},
    CodeRow{AiCode::ProviderUnavailable, 503, "provider_unavailable", "The provider cannot be reached."},
    CodeRow{AiCode::ProviderRateLimited, 503, "provider_rate_limited",
        "The provider is limiting requests."},
    CodeRow{AiCode::ProviderQuota, 503, "provider_quota", "The provider's quota is used up."},
    CodeRow{AiCode::ProviderTimeout, 504, "provider_timeout", "The provider took too long."},
    CodeRow{AiCode::Canceled, 499, "canceled", "The request was canceled."},
};

const CodeRow &rowOf(AiCode code)
{
    for (const CodeRow &row : kRows) {
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
