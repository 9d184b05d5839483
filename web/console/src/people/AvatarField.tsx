/** A picture of a person: uploaded, and shown as others will see it. */

import { Button, FileButton, Group, Progress, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { problemText } from "../app/problem";
import { useText } from "../locales/text";
import { useKefu } from "../session/hooks";
import { mediaUrl } from "../thread/media";
import { Face } from "./Face";

interface AvatarFieldProps {
	username: string;
	value: string;
	onChange: (avatar: string) => void;
	error?: ReactNode;
}

const PICTURES = "image/png,image/jpeg,image/webp,image/gif";
const SIZE = 64;

export function AvatarField({ username, value, onChange, error }: AvatarFieldProps) {
	const t = useText();
	const { upload, progress, failure } = useAvatarUpload(onChange);
	return (
		<Group wrap="nowrap">
			<Face user={{ username, avatar: value }} size={SIZE} />
			<Stack gap={4} flex={1}>
				<FileButton accept={PICTURES} onChange={(file) => file && void upload(file)}>
					{(button) => (
						<Button
							{...button}
							w="fit-content"
							size="xs"
							variant="default"
							loading={progress !== null}
							leftSection={<IconUpload size={14} aria-hidden />}
						>
							{t("avatarUpload")}
						</Button>
					)}
				</FileButton>
				{progress !== null && <Progress value={progress * 100} size="xs" aria-label={t("avatarUpload")} />}
				<Text
					size="xs"
					c={failure || error ? "var(--mantine-color-error)" : "dimmed"}
					role={failure ? "alert" : undefined}
				>
					{failure ?? error ?? t("avatarHint")}
				</Text>
			</Stack>
		</Group>
	);
}

function useAvatarUpload(onDone: (avatar: string) => void) {
	const t = useText();
	const kefu = useKefu();
	const [progress, setProgress] = useState<number | null>(null);
	const [failure, setFailure] = useState<string | null>(null);

	async function upload(file: File): Promise<void> {
		setFailure(null);
		setProgress(0);
		try {
			const onProgress = (sent: number, total: number) => setProgress(total === 0 ? 0 : sent / total);
			const { url, thumbnail_url } = await kefu.upload(file, { name: file.name, onProgress });
			onDone(mediaUrl(thumbnail_url ?? url));
		} catch (error) {
			setFailure(problemText(error, t));
		}
		setProgress(null);
	}

	return { upload, progress, failure };
}
