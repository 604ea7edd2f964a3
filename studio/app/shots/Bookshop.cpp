#include "studio/app/shots/Bookshop.h"

#include "studio/views/home/Samples.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

Result<void> seedBookshop(Door &door)
{
    for (const SampleStep &step : bookshopSteps()) {
        const Door::Answer answer = step.rows ? door.sendRows(step.path, step.rows())
            : step.file.isEmpty()             ? door.send(step.method, step.path, step.body)
                                  : door.upload(step.path, step.fileField, kSampleFile, step.file);
        if (!answer.isFine()) {
            return internalError((u"%1: %2 %3"_s.arg(step.path)
                                      .arg(answer.status)
                                      .arg(QString::fromUtf8(answer.text)))
                                     .toStdString());
        }
    }
    return {};
}

} // namespace socle::studio
